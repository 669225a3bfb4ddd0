import type { Size } from '../../shared/geometry.ts';

/** A picture as RGB bytes: `height × width × 3`, rows top down, channels interleaved. */
export interface RgbPicture extends Size {
  readonly pixels: Uint8Array;
}

/** For each target position the two source positions that it lies between, and what each counts, in 2048ths. */
export interface BilinearTaps {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly firstWeight: Int32Array;
  readonly secondWeight: Int32Array;
}

/** OpenCV's INTER_RESIZE_COEF_SCALE: eleven bits of weight. */
const WEIGHT_ONE = 2048;

/**
 * The weights along a row: pixel centres on pixel centres, nothing filtered when shrinking; a place beyond the outermost pixels'
 * centres is that pixel.
 *
 * @see opencv, modules/imgproc/src/resize.cpp, resize with INTER_LINEAR: `xofs` and `ialpha`
 */
export function columnTaps(sourceLength: number, targetLength: number): BilinearTaps {
  return tapsOf(sourceLength, targetLength, (floor) => floor >= 0 && floor < sourceLength - 1);
}

/**
 * The same along a column, where OpenCV repeats the outermost rows and leaves their weights as they are. Since products are cut
 * off one by one, that is not the same as the row itself.
 *
 * @see opencv, modules/imgproc/src/resize.cpp, `yofs`, `ibeta` and resizeGeneric_Invoker, `clip`
 */
export function rowTaps(sourceLength: number, targetLength: number): BilinearTaps {
  return tapsOf(sourceLength, targetLength, () => true);
}

function tapsOf(sourceLength: number, targetLength: number, isWeighed: (floor: number) => boolean): BilinearTaps {
  const taps = {
    first: new Int32Array(targetLength),
    second: new Int32Array(targetLength),
    firstWeight: new Int32Array(targetLength),
    secondWeight: new Int32Array(targetLength),
  };
  const within = (position: number) => Math.min(Math.max(position, 0), sourceLength - 1);
  const scale = sourceLength / targetLength;
  for (let target = 0; target < targetLength; target++) {
    const place = Math.fround((target + 0.5) * scale - 0.5);
    const floor = Math.floor(place);
    const part = isWeighed(floor) ? place - floor : 0;
    taps.first[target] = within(floor);
    taps.second[target] = isWeighed(floor) ? within(floor + 1) : within(floor);
    taps.firstWeight[target] = roundHalfEven(Math.fround(1 - part) * WEIGHT_ONE);
    taps.secondWeight[target] = roundHalfEven(part * WEIGHT_ONE);
  }
  return taps;
}

/**
 * A picture stretched to another size as darknet does it: unfiltered bilinear on 8-bit pixels, in OpenCV's fixed-point
 * arithmetic. Libraries that make good-looking pictures filter when they shrink; networks of darknet were trained without.
 *
 * @returns `target.height × target.width × 3` bytes
 */
export function resizeBilinear(picture: RgbPicture, target: Size): Uint8Array {
  const columns = columnTaps(picture.width, target.width);
  const rows = rowTaps(picture.height, target.height);
  const rowLength = 3 * target.width;
  const resized = new Uint8Array(rowLength * target.height);
  let upper = { row: -1, values: new Int32Array(rowLength) };
  let lower = { row: -1, values: new Int32Array(rowLength) };
  for (let y = 0; y < target.height; y++) {
    if (lower.row === rows.first[y]) [upper, lower] = [lower, upper];
    readRow(picture, rows.first[y]!, columns, upper);
    readRow(picture, rows.second[y]!, columns, lower);
    const [a, b] = [rows.firstWeight[y]!, rows.secondWeight[y]!];
    for (let x = 0; x < rowLength; x++) {
      // OpenCV's VResizeLinear: 16 bits a product, so that its vector units can hold them
      const sum = ((a * (upper.values[x]! >> 4)) >> 16) + ((b * (lower.values[x]! >> 4)) >> 16);
      resized[y * rowLength + x] = (sum + 2) >> 2;
    }
  }
  return resized;
}

interface StretchedRow {
  row: number;
  /** Pixels × 2048. */
  readonly values: Int32Array;
}

function readRow({ width, pixels }: RgbPicture, row: number, columns: BilinearTaps, into: StretchedRow): void {
  if (into.row === row) return;
  into.row = row;
  const start = 3 * width * row;
  for (let x = 0; x < columns.first.length; x++) {
    const [left, right] = [start + 3 * columns.first[x]!, start + 3 * columns.second[x]!];
    const [a, b] = [columns.firstWeight[x]!, columns.secondWeight[x]!];
    for (let channel = 0; channel < 3; channel++) {
      into.values[3 * x + channel] = pixels[left + channel]! * a + pixels[right + channel]! * b;
    }
  }
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
