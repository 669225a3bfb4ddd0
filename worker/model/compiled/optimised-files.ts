/** File names inside the folder of an optimised graph; the graph names its weights by theirs. */
export const OPTIMISED_GRAPH = 'graph.onnx';
export const OPTIMISED_WEIGHTS = 'weights.bin';
