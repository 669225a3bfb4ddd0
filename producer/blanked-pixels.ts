import type { Placement, Size } from '../shared/geometry.ts';
import { isUprightRectangle, type Region, regionOf } from '../shared/region.ts';
import type { RunSettings } from '../shared/run.ts';
import { cornersInPixels } from '../shared/shape.ts';
import { touchedPixels } from './touched-pixels.ts';

/** What is blanked has the grey of a letterbox's borders. */
const blank = 128;
/** Pixels of a frame that is scaled are made of others around them: of so many, as far as colours go. */
const reachPixels = 2;

/** What is, and is not, to be seen. */
export type Hiding = Pick<RunSettings, 'roi' | 'mask' | 'scale'>;

/** Where a frame's picture lies in what crosses the queue. */
export interface FramePlace {
  /** Of the frame in the source. */
  readonly source: Size;
  /** Of the frame as it crosses the queue, borders and all. */
  readonly size: Size;
  /** Of the region of interest in that. */
  readonly placement: Placement;
}

/** Blanks what of a frame lies outside the region of interest, and what is masked. */
export class PixelBlanker {
  #place: FramePlace | null = null;
  /** Pixels from which, and up to which, a frame is blanked, one after the other. */
  #runs: Int32Array = new Int32Array(0);

  constructor(private readonly settings: Hiding) {}

  /**
   * Blanks every pixel in which there is, or may be, some of a pixel that is not to be seen.
   *
   * @param pixels - of one frame, channels interleaved; changed
   */
  blank(pixels: Uint8Array, place: FramePlace): void {
    if (JSON.stringify(place) !== JSON.stringify(this.#place)) {
      this.#place = place;
      this.#runs = blankedRuns(this.settings, place);
    }
    const channels = pixels.length / (place.size.width * place.size.height);
    for (let at = 0; at < this.#runs.length; at += 2)
      pixels.fill(blank, this.#runs[at]! * channels, this.#runs[at + 1]! * channels);
  }
}

/** What blanks frames; `null` where all of them is to be seen. */
export function pixelBlankerFor(settings: Hiding): PixelBlanker | null {
  const isAllSeen = (!settings.roi || isUprightRectangle(settings.roi)) && !settings.mask;
  return isAllSeen ? null : new PixelBlanker(settings);
}

function blankedRuns({ roi, mask = [], scale }: Hiding, place: FramePlace): Int32Array {
  const region = regionOf(roi, place.source);
  const hidden = roi ? touchedPixels(cornersInPixels(roi, place.source), region).map((seen) => 1 - seen) : null;
  const hiddenSums = summed(hidden ?? new Uint8Array(region.width * region.height), region);
  for (const one of mask) addTo(hiddenSums, summed(touchedPixels(cornersInPixels(one, place.source), region), region));
  const { placement, size } = place;
  const reach = Math.ceil(reachPixels / scale);
  const columns = footprints(placement.width, region.width, reach);
  const runs: number[] = [];
  for (const [row, [top, bottom]] of footprints(placement.height, region.height, reach).entries()) {
    for (const [column, [left, right]] of columns.entries()) {
      if (sumWithin(hiddenSums, region.width + 1, [left, top, right, bottom]) === 0) continue;
      const pixel = (placement.top + row) * size.width + placement.left + column;
      if (runs.at(-1) === pixel) runs[runs.length - 1] = pixel + 1;
      else runs.push(pixel, pixel + 1);
    }
  }
  return Int32Array.from(runs);
}

/** Of each of so many pixels, of which pixels of the source there may be some in it. */
function footprints(count: number, sourceCount: number, reach: number): [from: number, to: number][] {
  const step = sourceCount / count;
  return Array.from({ length: count }, (_, index) => [
    Math.max(0, Math.floor(index * step) - reach),
    Math.min(sourceCount, Math.ceil((index + 1) * step) + reach),
  ]);
}

/** Sums of all values above and to the left, a row and a column of zeros before them. */
function summed(values: Uint8Array, { width, height }: Region): Uint32Array {
  const sums = new Uint32Array((width + 1) * (height + 1));
  for (let row = 0; row < height; row++) {
    let inRow = 0;
    for (let column = 0; column < width; column++) {
      inRow += values[row * width + column]!;
      sums[(row + 1) * (width + 1) + column + 1] = inRow + sums[row * (width + 1) + column + 1]!;
    }
  }
  return sums;
}

function addTo(sums: Uint32Array, others: Uint32Array): void {
  for (let index = 0; index < sums.length; index++) sums[index]! += others[index]!;
}

function sumWithin(sums: Uint32Array, stride: number, [left, top, right, bottom]: readonly number[]): number {
  const at = (row: number, column: number) => sums[row * stride + column]!;
  return at(bottom!, right!) - at(top!, right!) - at(bottom!, left!) + at(top!, left!);
}
