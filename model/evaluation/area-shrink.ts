import type { Size } from '../../shared/geometry.ts';
import type { RgbPicture } from './bilinear-resize.ts';

/** From here on a bilinear resize skips source pixels. */
const SKIPPING = 2;

/**
 * A picture as wide and as high as the target, by the mean of the source's area under each pixel; an axis along which it is less
 * than twice as long is left as it is.
 */
export function areaShrink(picture: RgbPicture, target: Size): RgbPicture {
  const width = picture.width < SKIPPING * target.width ? picture.width : target.width;
  const height = picture.height < SKIPPING * target.height ? picture.height : target.height;
  if (width === picture.width && height === picture.height) return picture;
  const pixels = new Uint8Array(3 * width * height);
  const columns = coverage(picture.width, width);
  const sum = new Float64Array(3 * width);
  for (const [y, rows] of coverage(picture.height, height).entries()) {
    sum.fill(0);
    for (let index = rows.first; index <= rows.last; index++) {
      addRow(picture, index, weightAt(rows, index), columns, sum);
    }
    for (let i = 0; i < sum.length; i++) pixels[3 * width * y + i] = Math.round(sum[i]!);
  }
  return { width, height, pixels };
}

/** The source pixels under one of the target, both ends included, and what they count: the ends in part, others the same. */
interface Coverage {
  readonly first: number;
  readonly last: number;
  readonly firstWeight: number;
  readonly lastWeight: number;
  readonly weight: number;
}

function coverage(sourceLength: number, targetLength: number): Coverage[] {
  const scale = sourceLength / targetLength;
  return Array.from({ length: targetLength }, (_, i) => {
    const [start, end] = [i * scale, Math.min((i + 1) * scale, sourceLength)];
    const first = Math.floor(start);
    const last = Math.min(Math.ceil(end), sourceLength) - 1;
    if (last <= first) return { first, last: first, firstWeight: 1, lastWeight: 1, weight: 1 };
    return {
      first,
      last,
      firstWeight: (first + 1 - start) / scale,
      lastWeight: (end - last) / scale,
      weight: 1 / scale,
    };
  });
}

function weightAt({ first, last, firstWeight, lastWeight, weight }: Coverage, index: number): number {
  return index === first ? firstWeight : index === last ? lastWeight : weight;
}

function addRow(
  { width, pixels }: RgbPicture,
  row: number,
  rowWeight: number,
  columns: readonly Coverage[],
  into: Float64Array,
): void {
  const start = 3 * width * row;
  for (let x = 0; x < columns.length; x++) {
    const column = columns[x]!;
    let [r, g, b] = [0, 0, 0];
    for (let index = column.first; index <= column.last; index++) {
      const weight = weightAt(column, index);
      const at = start + 3 * index;
      r += weight * pixels[at]!;
      g += weight * pixels[at + 1]!;
      b += weight * pixels[at + 2]!;
    }
    into[3 * x]! += rowWeight * r;
    into[3 * x + 1]! += rowWeight * g;
    into[3 * x + 2]! += rowWeight * b;
  }
}
