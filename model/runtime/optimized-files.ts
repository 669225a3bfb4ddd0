/** File names inside the folder of an optimised graph; the graph names its weights by theirs. */
export const OPTIMIZED_GRAPH = 'graph.onnx';
export const OPTIMIZED_WEIGHTS = 'weights.bin';
