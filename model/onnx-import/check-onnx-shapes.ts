import { ModelError } from '../../shared/errors.ts';
import type { ModelManifest, YoloHead } from '../../shared/model-manifest.ts';
import type { OnnxFile, OnnxValue } from './read-onnx-file.ts';

/** What is expected of an input or output; a text stands for any size. */
type Dims = readonly (number | string)[];

/** @throws {ModelError} `MODEL_SHAPE_MISMATCH` unless the graph takes and gives what the manifest says */
export function checkOnnxShapes(path: string, onnx: OnnxFile, manifest: ModelManifest): void {
  const { name, type, width, height } = manifest.input;
  const [input] = onnx.inputs;
  if (onnx.inputs.length !== 1 || input?.name !== name || input.type !== type) {
    throw mismatch(path, `one input \`${name}\` of ${type}`, displayed(onnx.inputs));
  }
  check(path, input, ['N', height, width, 3]);
  for (const head of manifest.heads) {
    const output = onnx.outputs.find((value) => value.name === head.output);
    if (output?.type !== 'float32')
      throw mismatch(path, `a float32 output \`${head.output}\``, displayed(onnx.outputs));
    check(path, output, headDims(head, manifest.labels.length));
  }
}

/** Whether dimensions can be the expected ones; what is symbolic in the file can be anything. */
export function fits(dims: Dims, expected: Dims): boolean {
  return (
    dims.length === expected.length &&
    dims.every((size, i) => typeof size === 'string' || typeof expected[i] === 'string' || size === expected[i])
  );
}

export function displayed(values: readonly OnnxValue[]): string {
  return values.map(({ name, type, dims }) => `${name} ${type ?? 'of another type'} [${dims.join(', ')}]`).join('; ');
}

export function mismatch(path: string, expected: string, got: string): ModelError {
  return new ModelError('MODEL_SHAPE_MISMATCH', `Expected \`${path}\` to have ${expected}, got \`${got}\`.`);
}

function headDims({ layout, anchors }: YoloHead, classes: number): Dims {
  if (layout === 'nhwa') return ['N', 'height', 'width', anchors.length, 5 + classes];
  return ['N', anchors.length * (5 + classes), 'height', 'width'];
}

function check(path: string, value: OnnxValue, expected: Dims): void {
  if (!fits(value.dims, expected))
    throw mismatch(path, `\`${value.name}\` [${expected.join(', ')}]`, displayed([value]));
}
