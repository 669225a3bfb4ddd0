import type { ChunkResult, ResultMessage } from '../shared/chunk-result.ts';
import { NUMBERS, type PackedResult, packed } from '../shared/packed-result.ts';

/** Of `NUMBERS`, the first are whole: the place of the label, and the class. */
const WHOLE_NUMBERS = 2;

/**
 * A result as it travels: its detections as one text, instead of hundreds of objects to be read and checked one by one. Whole numbers
 * and floats of 32 bits, which is what the store keeps, as the machine has them: none that ONNX Runtime and DuckDB run on is big-endian.
 */
export function resultMessageOf(result: ChunkResult): ResultMessage {
  const { numbers, ...rest } = packed(result);
  const { floats, wholes, bytes } = numbersOf32Bits(numbers.length);
  for (let at = 0; at < numbers.length; at++) {
    if (isPlaceOfWhole(at)) wholes[at] = numbers[at]!;
    else floats[at] = Math.fround(numbers[at]!) + 0; // -0 is 0, as JSON has it
  }
  return { ...rest, frames: [...rest.frames], labels: [...rest.labels], numbers: bytes.toString('base64') };
}

/**
 * What `resultMessageOf` packed, or a worker of an older version, which sent doubles; `null` where the text does not hold as many
 * numbers as the frames say, or is no base64.
 */
export function unpackedNumbers({ frames, numbers: text }: ResultMessage): PackedResult['numbers'] | null {
  const length = NUMBERS * frames.reduce((sum, { detectionCount }) => sum + detectionCount, 0);
  const isDoubles = text.length === lettersOf(length * Float64Array.BYTES_PER_ELEMENT);
  if (!isDoubles && text.length !== lettersOf(length * Float32Array.BYTES_PER_ELEMENT)) return null;
  const numbers = new Float64Array(length);
  if (isDoubles) return isFilled(Buffer.from(numbers.buffer), text) ? numbers : null;
  const { floats, wholes, bytes } = numbersOf32Bits(length);
  if (!isFilled(bytes, text)) return null;
  for (let at = 0; at < length; at++) numbers[at] = isPlaceOfWhole(at) ? wholes[at]! : floats[at]!;
  return numbers;
}

/** Whether a text in base64 filled all bytes; what is no base64 is left out. */
function isFilled(bytes: Buffer, text: string): boolean {
  return bytes.write(text, 'base64') === bytes.length;
}

/** Room for numbers, to be filled or read as floats, as whole numbers, or as bytes. */
function numbersOf32Bits(length: number): { floats: Float32Array; wholes: Int32Array; bytes: Buffer } {
  const floats = new Float32Array(length);
  return { floats, wholes: new Int32Array(floats.buffer), bytes: Buffer.from(floats.buffer) };
}

function isPlaceOfWhole(at: number): boolean {
  return at % NUMBERS < WHOLE_NUMBERS;
}

/** Of so many bytes in base64. */
function lettersOf(byteLength: number): number {
  return Math.ceil(byteLength / 3) * 4;
}
