/** Batch normalisation of one layer, one value a channel. */
export interface BatchNorm {
  readonly scales: Float32Array;
  readonly means: Float32Array;
  readonly variances: Float32Array;
}

/** Floats of one layer, as views on the file's bytes; a part that a layer does not have is empty. */
export interface LayerWeights {
  /** One a channel. */
  readonly biases: Float32Array;
  readonly batchNorm: BatchNorm | null;
  /** Of a convolution `[filters, inputChannels / groups, size, size]`, of a shortcut `[inputs, 1 or channels]`. */
  readonly weights: Float32Array;
}

/** By layer index, of the layers that have some. */
export type NetworkWeights = ReadonlyMap<number, LayerWeights>;
