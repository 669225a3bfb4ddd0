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

/** Mean of what lies under the window; what lies outside of the input does not count. */
export interface LocalAvgpoolLayer extends LayerBase {
  readonly kind: 'local_avgpool';
  readonly size: number;
  readonly stride: number;
  /** As of `maxpool`. */
  readonly padding: number;
}

/** Mean of each channel. */
export interface AvgpoolLayer extends LayerBase {
  readonly kind: 'avgpool';
}

/** Each `stride` × `stride` pixels become one pixel with more channels. */
export interface ReorgLayer extends LayerBase {
  readonly kind: 'reorg';
  readonly stride: number;
  /** `[reorg]`: the input's floats are read as an input of `stride²` times fewer channels and `stride` times the height and width. */
  readonly isReinterpreted: boolean;
}

/** Concatenation of part `groupId` of `groups` of each input. */
export interface RouteLayer extends LayerBase {
  readonly kind: 'route';
  readonly groups: number;
  readonly groupId: number;
}

/** Sum of all inputs, each times a trained factor if there are weights; channels that the first does not have are left out. */
export interface ShortcutLayer extends LayerBase {
  readonly kind: 'shortcut';
  readonly activation: ActivationName;
  readonly weights: ShortcutWeights | null;
}

export interface ShortcutWeights {
  /** One factor for each channel of an input, or one for all. */
  readonly isPerChannel: boolean;
  /** How the factors of one channel are made to sum up to about 1. */
  readonly normalization: 'relu' | 'softmax';
}

/** Product of both inputs; the first has one pixel for all, or one channel for all (`scale_channels`), or is as large (`sam`). */
export interface ProductLayer extends LayerBase {
  readonly kind: 'scale_channels' | 'sam';
  readonly activation: ActivationName;
}

export interface UpsampleLayer extends LayerBase {
  readonly kind: 'upsample';
  readonly stride: number;
  /** What values are multiplied by. */
  readonly scale: number;
}

export interface ActivationLayer extends LayerBase {
  readonly kind: 'activation';
  readonly activation: ActivationName;
}

export interface BatchnormLayer extends LayerBase {
  readonly kind: 'batchnorm';
}

/** Does nothing, or nothing once trained. */
export interface IdentityLayer extends LayerBase {
  readonly kind: 'dropout' | 'empty';
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
  | LocalAvgpoolLayer
  | AvgpoolLayer
  | ReorgLayer
  | RouteLayer
  | ShortcutLayer
  | ProductLayer
  | UpsampleLayer
  | ActivationLayer
  | BatchnormLayer
  | IdentityLayer
  | YoloLayer;

/** A darknet network definition, checked and with every size worked out. */
export interface Network {
  readonly input: Shape;
  readonly letterbox: boolean;
  readonly layers: readonly Layer[];
  readonly yoloLayers: readonly YoloLayer[];
}
