import type { Size } from '../../shared/geometry.ts';

/** Size of one feature map; the batch stands apart. */
export interface Shape extends Size {
  readonly channels: number;
}

export const ACTIVATIONS = ['linear', 'leaky', 'relu', 'relu6', 'logistic', 'tanh', 'mish', 'swish'] as const;
export type ActivationName = (typeof ACTIVATIONS)[number];

/** Index of the image among a layer's inputs. */
export const IMAGE = -1;

interface LayerBase {
  /** As darknet counts, 0-based, `[net]` not counted. */
  readonly index: number;
  /** Line of its section in the cfg. */
  readonly line: number;
  /** Layers read, `IMAGE` for the image. */
  readonly inputs: readonly number[];
  readonly output: Shape;
}

export interface ConvolutionalLayer extends LayerBase {
  readonly kind: 'convolutional';
  readonly inputChannels: number;
  readonly size: number;
  readonly stride: number;
  /** On every side. */
  readonly padding: number;
  readonly groups: number;
  readonly batchNormalize: boolean;
  readonly activation: ActivationName;
}

export interface MaxpoolLayer extends LayerBase {
  readonly kind: 'maxpool';
  readonly size: number;
  readonly stride: number;
  /** Both sides together; the smaller half comes first. */
  readonly padding: number;
}

/** Concatenation of part `groupId` of `groups` of each input. */
export interface RouteLayer extends LayerBase {
  readonly kind: 'route';
  readonly groups: number;
  readonly groupId: number;
}

/** Sum of all inputs. */
export interface ShortcutLayer extends LayerBase {
  readonly kind: 'shortcut';
  readonly activation: ActivationName;
}

export interface UpsampleLayer extends LayerBase {
  readonly kind: 'upsample';
  readonly stride: number;
}

/** Does nothing once trained. */
export interface DropoutLayer extends LayerBase {
  readonly kind: 'dropout';
}

export interface YoloLayer extends LayerBase {
  readonly kind: 'yolo';
  /** The anchors of its mask, network pixels. */
  readonly anchors: readonly (readonly [width: number, height: number])[];
  readonly classes: number;
  readonly scaleXY: number;
  readonly newCoords: boolean;
  readonly nonMaxSuppression: 'iou' | 'diou';
}

export type Layer =
  | ConvolutionalLayer
  | MaxpoolLayer
  | RouteLayer
  | ShortcutLayer
  | UpsampleLayer
  | DropoutLayer
  | YoloLayer;

/** A darknet network definition, checked and with every size worked out. */
export interface Network {
  readonly input: Shape;
  readonly letterbox: boolean;
  readonly layers: readonly Layer[];
  readonly yoloLayers: readonly YoloLayer[];
}
