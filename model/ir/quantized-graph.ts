import type { Shape } from '../darknet/network.ts';
import type { FloatTensor, GraphNode } from './graph.ts';

/** How bytes stand for numbers: `value = scale · (byte − zeroPoint)`. */
export interface Quantization {
  readonly scale: number;
  /** 0..255 */
  readonly zeroPoint: number;
}

/** A value of the graph as bytes. */
export interface QuantizedValue extends Quantization {
  readonly name: string;
}

interface NodeBase {
  readonly output: QuantizedValue;
  readonly shape: Shape;
}

/** Signed weights, one scale a filter, zero point 0. */
export interface QuantizedWeights {
  /** As the float weights'. */
  readonly dims: readonly number[];
  readonly values: () => Int8Array;
  readonly scales: Float32Array;
}

export interface QuantizedConvolution extends NodeBase {
  readonly op: 'convolution';
  readonly input: QuantizedValue;
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
  readonly groups: number;
  readonly weights: QuantizedWeights;
  /** In units of input scale × weight scale. */
  readonly biases: () => Int32Array;
}

/** A leaky rectifier through a table of 256 bytes. */
export interface QuantizedLeaky extends NodeBase {
  readonly op: 'leaky';
  readonly input: QuantizedValue;
}

/** `σ(scale · (byte − zeroPoint))` of the input's bytes through a table; `input` may read them with another scale than they were written with. */
export interface QuantizedSigmoid extends NodeBase {
  readonly op: 'sigmoid';
  readonly input: QuantizedValue;
}

/** Sum or product of two values, value by value. */
export interface QuantizedPair extends NodeBase {
  readonly op: 'add' | 'multiply';
  readonly inputs: readonly [QuantizedValue, QuantizedValue];
}

export interface QuantizedConcat extends NodeBase {
  readonly op: 'concat';
  readonly inputs: readonly QuantizedValue[];
}

export interface QuantizedMaxPool extends NodeBase {
  readonly op: 'maxPool';
  readonly input: QuantizedValue;
  readonly size: number;
  readonly stride: number;
  readonly paddingBefore: number;
  readonly paddingAfter: number;
}

export interface QuantizedSlice extends NodeBase {
  readonly op: 'slice';
  readonly input: QuantizedValue;
  readonly first: number;
}

export interface QuantizedUpsample extends NodeBase {
  readonly op: 'upsample';
  readonly input: QuantizedValue;
  readonly factor: number;
}

/** A layer in floats amid the bytes: they become numbers before it, and bytes again after it. */
export interface MixedPrecisionLayer extends NodeBase {
  readonly op: 'floats';
  readonly input: QuantizedValue;
  /** Channels first; they read `read` and what they make themselves. */
  readonly nodes: readonly GraphNode[];
  /** How `input` is called in floats. */
  readonly read: string;
  /** The value of `nodes` that becomes `output`, and the scale that turns it into `output`'s bytes. */
  readonly made: string;
  readonly madeScale: number;
}

export type QuantizedNode =
  | MixedPrecisionLayer
  | QuantizedConvolution
  | QuantizedLeaky
  | QuantizedSigmoid
  | QuantizedPair
  | QuantizedConcat
  | QuantizedMaxPool
  | QuantizedSlice
  | QuantizedUpsample;

/** A head handed out in floats: a 1 × 1 convolution, then its activation. */
export interface QuantizedHead {
  readonly input: QuantizedValue;
  /** Signed bytes, to be summed up in integers; or floats. */
  readonly weights: QuantizedWeights | FloatTensor;
  readonly biases: () => Float32Array;
  readonly isLogistic: boolean;
  /** Name of the value handed out: float32 `[batch, height, width, anchors, 5 + classes]`. */
  readonly name: string;
  readonly shape: Shape;
  readonly anchors: number;
}

/** A network whose values are bytes, `[batch, height, width, channels]`, from the image to the heads. */
export interface QuantizedGraph {
  readonly input: Shape;
  readonly nodes: readonly QuantizedNode[];
  /** In the order of the float graph's outputs. */
  readonly heads: readonly QuantizedHead[];
}
