import { ModelError } from '../../shared/errors.ts';
import type { YoloHead } from '../../shared/model-manifest.ts';

/** Where the fields of an anchor in a cell stand in a head's values; strides in floats. */
export interface HeadLayout {
  readonly gridWidth: number;
  readonly gridHeight: number;
  readonly frameLength: number;
  readonly cellStride: number;
  readonly anchorStride: number;
  readonly fieldStride: number;
}

/**
 * The layout of a head's tensor.
 *
 * @param dims - `[batch, anchors · (5 + classes), height, width]`, or for `nhwa` `[batch, height, width, anchors, 5 + classes]`
 * @throws {ModelError} `MODEL_SHAPE_MISMATCH` for any other shape
 */
export function headLayout(head: YoloHead, classes: number, dims: readonly number[], length: number): HeadLayout {
  const fields = 5 + classes;
  const channels = head.anchors.length * fields;
  const [batch = 0] = dims;
  if (head.layout === 'nchw') {
    const [, found, gridHeight = 0, gridWidth = 0] = dims;
    const cells = gridWidth * gridHeight;
    check(head, dims.length === 4 && found === channels && batch * channels * cells === length, dims, [
      'N',
      channels,
      'height',
      'width',
    ]);
    const strides = { cellStride: 1, anchorStride: fields * cells, fieldStride: cells };
    return { gridWidth, gridHeight, frameLength: channels * cells, ...strides };
  }
  const [, gridHeight = 0, gridWidth = 0, anchors, found] = dims;
  const frameLength = channels * gridWidth * gridHeight;
  const isRight = dims.length === 5 && anchors === head.anchors.length && found === fields;
  check(head, isRight && batch * frameLength === length, dims, ['N', 'height', 'width', head.anchors.length, fields]);
  return { gridWidth, gridHeight, frameLength, cellStride: channels, anchorStride: fields, fieldStride: 1 };
}

function check(
  head: YoloHead,
  isRight: boolean,
  dims: readonly number[],
  expected: readonly (number | string)[],
): void {
  if (isRight) return;
  throw new ModelError(
    'MODEL_SHAPE_MISMATCH',
    `Expected output \`${head.output}\` to be [${expected.join(', ')}], got [${dims.join(', ')}].`,
  );
}
