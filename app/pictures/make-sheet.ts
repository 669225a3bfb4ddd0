import { contactSheet, type SheetForm, type SheetTile } from '../../pictures/contact-sheet.ts';
import { detectionBoxes } from '../../pictures/detection-box.ts';
import { drawnPicture } from '../../pictures/render-picture.ts';
import { nameOf } from '../../results/export/video-stems.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { FramePictures } from '../../shared/frame-pictures.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import type { WorkEvents } from '../events.ts';
import { type ChosenPicture, type MissingSource, readPictures } from './chosen-pictures.ts';
import { clockOf } from './clock-text.ts';
import type { PictureFacts } from './picture-facts.ts';

export interface SheetOptions extends Omit<SheetForm, 'columns'> {
  /** Tiles in a row; `null`: as many as make it about as wide as high. */
  readonly columns: number | null;
  readonly isDrawn: boolean;
  readonly signal: AbortSignal;
}

export interface Sheet {
  /** `null` where no picture could be made. */
  readonly bytes: Buffer | null;
  readonly made: number;
  readonly missing: readonly MissingSource[];
}

/** Pixels on each side of a sheet that every program opens. */
const MOST_SIDE = 16_000;

/**
 * Puts pictures on one sheet, in the order of choice.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for a sheet that would be too large
 * @throws the reason of `signal`
 */
export async function makeSheet(
  frames: FramePictures,
  pictures: readonly ChosenPicture[],
  { tileWidth, columns, format, isDrawn, signal }: SheetOptions,
  { onProgress }: Pick<WorkEvents, 'onProgress'>,
): Promise<Sheet> {
  const across = columns ?? columnsOf(pictures, tileWidth);
  requireSize(pictures, tileWidth, across);
  const tiles = new Map<number, SheetTile>();
  const missing = await readPictures(frames, pictures, signal, async ({ facts, place }, frame) => {
    const boxes = isDrawn && facts.crop === null ? detectionBoxes(facts.detections) : [];
    const image = await drawnPicture(frame, { crop: facts.crop, width: tileWidth }, boxes);
    tiles.set(place, { image, lines: linesOf(facts) });
    onProgress({ name: 'sheet', unit: 'images', done: tiles.size, total: pictures.length });
  });
  const inOrder = [...tiles].sort(([a], [b]) => a - b).map(([, tile]) => tile);
  const bytes = inOrder.length === 0 ? null : await contactSheet(inOrder, { tileWidth, columns: across, format });
  return { bytes, made: inOrder.length, missing };
}

function linesOf({ uri, ptsSeconds, frameIndex, detections, track }: PictureFacts): string[] {
  const labels = [...new Set(detections.map(({ label }) => label))].join(', ');
  const found = `${labels} ${detections[0]?.confidence.toFixed(2) ?? ''}`.trim();
  return [
    harmlessLine(`${nameOf(uri)} ${clockOf(ptsSeconds)}`),
    harmlessLine(`frame ${frameIndex}${track === null ? '' : `, object ${track}`}: ${found}`),
  ];
}

function columnsOf(pictures: readonly ChosenPicture[], tileWidth: number): number {
  const height = highest(pictures, tileWidth);
  return Math.max(1, Math.min(pictures.length, Math.round(Math.sqrt((pictures.length * 1.4 * height) / tileWidth))));
}

function highest(pictures: readonly ChosenPicture[], tileWidth: number): number {
  const heights = pictures.map(({ facts: { crop, width, height } }) => {
    const [x1, y1, x2, y2] = crop ?? [0, 0, width, height];
    return (tileWidth * (y2 - y1)) / (x2 - x1);
  });
  return Math.max(1, ...heights);
}

function requireSize(pictures: readonly ChosenPicture[], tileWidth: number, across: number): void {
  const width = Math.min(across, pictures.length) * tileWidth;
  const height = Math.ceil(pictures.length / across) * highest(pictures, tileWidth);
  if (Math.max(width, height) <= MOST_SIDE) return;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected a sheet of at most ${MOST_SIDE} pixels on each side, got about ${Math.round(width)} × ${Math.round(height)}: use a smaller \`--width\`, or a smaller \`--limit\`.`,
  );
}
