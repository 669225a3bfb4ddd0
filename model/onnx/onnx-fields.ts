/** Numbers of the fields that are edited in ONNX files. @see onnx/onnx, onnx/onnx.proto */
export const ONNX_FIELDS = {
  model: { graph: 7 },
  graph: { node: 1, initializer: 5, input: 11 },
  node: { input: 1, output: 2, opType: 4 },
  tensor: { name: 8 },
  valueInfo: { name: 1 },
} as const;
