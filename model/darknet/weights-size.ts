import { ModelError } from '../../shared/errors.ts';
import { foreignKind } from './foreign-file.ts';
import type { Network } from './network.ts';
import { HEADER_BYTES, layerFloats, weightBytesOf } from './weights-layout.ts';

/** As many of a file's first bytes tell what it is. */
export const START_BYTES = 256;

/**
 * Bytes of the header of a weights file.
 *
 * @param start - at least its first 8 bytes
 * @see AlexeyAB/darknet, parser.c, load_weights_upto
 */
export function headerBytesOf(start: Uint8Array): number {
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  const hasWideCounter = view.getInt32(0, true) * 10 + view.getInt32(4, true) >= 2;
  return hasWideCounter ? HEADER_BYTES : HEADER_BYTES - 4;
}

/**
 * @param start - the file's first bytes, `START_BYTES` if it has so many
 * @throws {ModelError} `MODEL_WEIGHTS_MISMATCH` unless a file of that size can belong to the network; says what it is instead
 */
export function checkWeightsSize(network: Network, fileBytes: number, start: Uint8Array, file: string): void {
  const headerBytes = start.byteLength < 8 ? HEADER_BYTES : headerBytesOf(start);
  const expected = weightBytesOf(network, headerBytes);
  if (fileBytes === expected) return;
  const foreign = foreignKind(Buffer.from(start).toString('latin1'));
  throw new ModelError(
    'MODEL_WEIGHTS_MISMATCH',
    `Expected \`${file}\` to have the ${expected} bytes that its network definition asks for, got ${fileBytes} bytes. ` +
      (foreign ? `It is ${foreign}.` : whyAnotherSize(network, fileBytes - headerBytes)),
  );
}

/** Files to start a training with (`yolov4.conv.137`) end behind some layer. */
function whyAnotherSize({ layers }: Network, floatBytes: number): string {
  let bytes = 0;
  for (const layer of layers) {
    const own = 4 * layerFloats(layer).total;
    bytes += own;
    if (own > 0 && bytes === floatBytes) {
      return `It holds the first ${layer.index + 1} of ${layers.length} layers: pre-trained weights to start a training with, which detect nothing by themselves.`;
    }
  }
  return 'The weights belong to another cfg, or the file is cut.';
}
