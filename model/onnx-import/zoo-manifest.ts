import { readFile } from 'node:fs/promises';
import type { ModelManifest, YoloHead } from '../../shared/model-manifest.ts';
import type { ModelReference } from '../../shared/run.ts';
import { parseNames } from '../darknet/names-file.ts';
import { parseNetwork } from '../darknet/parse-network.ts';
import { bundledFile } from '../files/bundled-file.ts';
import { displayed, fits, mismatch } from './check-onnx-shapes.ts';
import type { OnnxFile } from './read-onnx-file.ts';

/**
 * The manifest of a file shaped like the ONNX model zoo's yolov4: float32 NHWC in, three raw heads `[1, h, w, 3, 85]` out at
 * strides 8, 16 and 32; everything else is yolov4's own.
 *
 * @throws {ModelError} `MODEL_SHAPE_MISMATCH` for any other shape
 * @see onnx/models, validated/vision/object_detection_segmentation/yolov4
 */
export async function zooManifest(path: string, onnx: OnnxFile, reference: ModelReference): Promise<ModelManifest> {
  const yolov4 = parseNetwork(await readFile(bundledFile('yolov4.cfg'), 'utf8'), 'yolov4.cfg');
  const [first] = yolov4.yoloLayers;
  const labels = parseNames(await readFile(bundledFile('coco.names'), 'utf8'), 'coco.names', first!.classes);
  const [input] = onnx.inputs;
  const [batch, height, width] = input?.dims ?? [];
  const isInput =
    onnx.inputs.length === 1 &&
    input?.type === 'float32' &&
    fits(input.dims, ['N', 'height', 'width', 3]) &&
    isMultipleOf32(height) &&
    isMultipleOf32(width);
  if (!isInput || onnx.outputs.length !== yolov4.yoloLayers.length) throw unknownShape(path, onnx);
  const heads = yolov4.yoloLayers.map((layer, index): YoloHead => {
    const stride = 8 * 2 ** index;
    const expected = ['N', height / stride, width / stride, layer.anchors.length, 5 + layer.classes];
    const output = headOutput(onnx, expected, index);
    if (output === null) throw unknownShape(path, onnx);
    const anchors = layer.anchors.map(([w, h]): [number, number] => [w, h]);
    return { output, anchors, scaleXY: layer.scaleXY, newCoords: false, layout: 'nhwa' };
  });
  return {
    formatVersion: 1,
    ...reference,
    graph: 'model.onnx',
    input: {
      name: input.name,
      width,
      height,
      type: 'float32',
      maxBatch: typeof batch === 'number' ? batch : null,
      sizeStep: null,
    },
    resize: 'stretch',
    heads,
    nonMaxSuppression: first!.nonMaxSuppression,
    labels,
  };
}

/** The output with the head's own shape; where grids are symbolic, the one at the head's place. */
function headOutput(onnx: OnnxFile, expected: readonly (number | string)[], index: number): string | null {
  const fitting = onnx.outputs.filter(({ type, dims }) => type === 'float32' && fits(dims, expected));
  const isOnly = fitting.length === 1;
  const output = isOnly ? fitting[0] : fitting.find((value) => value === onnx.outputs[index]);
  return output?.name ?? null;
}

function isMultipleOf32(size: number | string | undefined): size is number {
  return typeof size === 'number' && size % 32 === 0;
}

function unknownShape(path: string, onnx: OnnxFile) {
  return mismatch(
    path,
    "framefleet's own manifest, a model.json beside it, or the shape of the ONNX model zoo's yolov4 (input float32 [1, 416, 416, 3]; outputs float32 [1, 52, 52, 3, 85], [1, 26, 26, 3, 85], [1, 13, 13, 3, 85])",
    `${displayed(onnx.inputs)} → ${displayed(onnx.outputs)}`,
  );
}
