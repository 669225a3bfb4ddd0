import type { ChunkResult, ResultMessage } from '../shared/chunk-result.ts';
import { NUMBERS, type PackedResult, packed } from '../shared/packed-result.ts';

/** Numbers are as the machine has them: none that ONNX Runtime and DuckDB run on is big-endian. */
const BYTES_PER_DETECTION = NUMBERS * Float64Array.BYTES_PER_ELEMENT;

/** A result as it travels: its detections as one text, instead of hundreds of objects to be read and checked one by one. */
export function resultMessageOf(result: ChunkResult): ResultMessage {
  const { numbers, ...rest } = packed(result);
  const unsigned = numbers.map((number) => number + 0); // -0 is 0, as JSON has it
  return { ...rest, frames: [...rest.frames], labels: [...rest.labels], numbers: base64Of(unsigned) };
}

/** What `resultMessageOf` packed; `null` where the text does not hold as many numbers as the frames say, or is no base64. */
export function unpackedNumbers({ frames, numbers: text }: ResultMessage): PackedResult['numbers'] | null {
  const count = frames.reduce((sum, { detectionCount }) => sum + detectionCount, 0);
  const byteLength = count * BYTES_PER_DETECTION;
  if (text.length !== Math.ceil(byteLength / 3) * 4) return null;
  const numbers = new Float64Array(count * NUMBERS);
  const written = bytesOf(numbers).write(text, 'base64'); // leaves out what is no base64
  return written === byteLength ? numbers : null;
}

function base64Of(numbers: Float64Array): string {
  return bytesOf(numbers).toString('base64');
}

function bytesOf(numbers: Float64Array): Buffer {
  return Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);
}
