import type { Shape } from '../darknet/network.ts';

/** A constant of the graph whose floats are made when they are asked for, so that a compile holds few of them at a time. */
export interface FloatTensor {
  readonly dims: readonly number[];
  /** Row-major; a fresh array or a borrowed view: not to be written to. */
  readonly values: () => Float32Array;
}

interface NodeBase {
  /** Name of the value that the node makes: `[batch, channels, height, width]`, float32. */
  readonly output: string;
  readonly shape: Shape;
}

export interface ConvolutionNode extends NodeBase {
  readonly op: 'convolution';
  readonly input: string;
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
  readonly groups: number;
  /** `[filters, inputChannels / groups, size, size]` */
  readonly weights: FloatTensor;
  /** `[filters]` */
  readonly biases: FloatTensor;
  /** Applied before the biases; `null` once folded. */
  readonly batchNorm: BatchNormTensors | null;
}

/** One value a filter each. */
export interface BatchNormTensors {
  readonly scales: FloatTensor;
  readonly means: FloatTensor;
  readonly variances: FloatTensor;
}

export interface ActivationNode extends NodeBase {
  readonly op: 'activation';
  readonly input: string;
  readonly activation: 'leaky' | 'relu' | 'relu6' | 'logistic' | 'tanh' | 'mish' | 'swish';
}

export interface MaxPoolNode extends NodeBase {
  readonly op: 'maxPool';
  readonly input: string;
  readonly size: number;
  readonly stride: number;
  readonly paddingBefore: number;
  readonly paddingAfter: number;
}

/** Mean of what lies under the window, padding left out. */
export interface AveragePoolNode extends NodeBase {
  readonly op: 'averagePool';
  readonly input: string;
  readonly size: number;
  readonly stride: number;
  readonly paddingBefore: number;
  readonly paddingAfter: number;
}

/** Mean of each channel. */
export interface GlobalAveragePoolNode extends NodeBase {
  readonly op: 'globalAveragePool';
  readonly input: string;
}

/** Channel `(y · blockSize + x) · channels + c` of a pixel: channel `c` of pixel `(x, y)` of its block in the input. */
export interface SpaceToDepthNode extends NodeBase {
  readonly op: 'spaceToDepth';
  readonly input: string;
  readonly blockSize: number;
  /** As darknet's `[reorg]`: blocks are taken from `[channels / blockSize², height · blockSize, width · blockSize]`. */
  readonly isReinterpreted: boolean;
}

/** Channels `first` up to `first + shape.channels`. */
export interface SliceNode extends NodeBase {
  readonly op: 'slice';
  readonly input: string;
  readonly first: number;
}

/** Of channels. */
export interface ConcatNode extends NodeBase {
  readonly op: 'concat';
  readonly inputs: readonly string[];
}

/** Nearest neighbour. */
export interface UpsampleNode extends NodeBase {
  readonly op: 'upsample';
  readonly input: string;
  readonly factor: number;
}

/**
 * One ONNX operator that works value by value; a number among the inputs is a constant. The first input has the output's size,
 * another may have one pixel or one channel for all.
 */
export interface ElementwiseNode extends NodeBase {
  readonly op: 'elementwise';
  readonly operator:
    | 'Add'
    | 'Sub'
    | 'Mul'
    | 'Div'
    | 'Neg'
    | 'Sigmoid'
    | 'Tanh'
    | 'Softplus'
    | 'Softsign'
    | 'LeakyRelu'
    | 'Relu'
    | 'Clip';
  readonly inputs: readonly (string | number)[];
  readonly attributes: Readonly<Record<string, number>>;
}

export type GraphNode =
  | ConvolutionNode
  | ActivationNode
  | MaxPoolNode
  | AveragePoolNode
  | GlobalAveragePoolNode
  | SpaceToDepthNode
  | SliceNode
  | ConcatNode
  | UpsampleNode
  | ElementwiseNode;

/** Name of the image inside the graph: planar RGB, 0..1. */
export const IMAGE_VALUE = 'image';

/** What passes work on: nodes in an order in which they can be computed. */
export interface Graph {
  readonly input: Shape;
  readonly nodes: readonly GraphNode[];
  /** Values handed out: what enters each `[yolo]` layer, in the cfg's order. */
  readonly outputs: readonly string[];
}

/** A change of the graph that leaves the argument as it was. */
export type Pass = (graph: Graph) => Graph;

/** The names of the values that a node reads. */
export function inputsOf(node: GraphNode): string[] {
  if ('input' in node) return [node.input];
  const inputs: readonly (string | number)[] = node.inputs;
  return inputs.filter((input) => typeof input === 'string');
}
