import { isTooLarge, LARGEST_INPUT } from '../../shared/network-size.ts';
import { invalid } from './cfg-sections.ts';
import type { Layer, Network, Shape } from './network.ts';
import { weightBytesOf } from './weights-layout.ts';

/** Of one layer's output, and of an ONNX file: protobuf counts bytes in 31 bits. */
const MAX_BYTES = 2 ** 31 - 1;
/** What a graph needs beside its weights, with room to spare. */
const GRAPH_BYTES = 2 ** 20;

/** @throws {ModelError} `MODEL_INVALID` for an input that is too large for a frame on the queue, or longer than any picture */
export function checkInputSize({ width, height }: Shape, file: string, line: number): void {
  if (!isTooLarge({ width, height })) return;
  throw invalid(file, line, `\`width\` and \`height\` to be ${LARGEST_INPUT}`, `${width}×${height}`);
}

/** @throws {ModelError} `MODEL_INVALID` for an output that the runtime cannot hold */
export function checkOutputSize({ kind, line, output }: Layer, file: string): void {
  const { width, height, channels } = output;
  if (4 * width * height * channels <= MAX_BYTES) return;
  throw invalid(file, line, `[${kind}] to give at most 2 GiB`, `${width}×${height}×${channels}`);
}

/** @throws {ModelError} `MODEL_INVALID` for more weights than an ONNX file can hold */
export function checkWeightBytes(network: Network, file: string, line: number): void {
  const bytes = weightBytesOf(network);
  if (bytes > MAX_BYTES - GRAPH_BYTES)
    throw invalid(file, line, 'a network whose weights take less than 2 GiB', `${bytes} bytes`);
}
