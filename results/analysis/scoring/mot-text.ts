import { z } from 'zod';
import type { ObjectTrack } from '../tracking/track-objects.ts';
import type { MotBox } from './mot-box.ts';

/** Columns that every file has; truth since MOT16 has exactly two more, class and visibility. */
const COLUMNS = 7;
const COLUMNS_WITH_CLASS = 9;
/** More than a week of 60 frames a second is no sequence, but a mistake. */
const MAX_FRAME = 40_000_000;

const rowSchema = z
  .tuple([
    z.number().int().min(1).max(MAX_FRAME), // frame
    z.number().int().min(-1), // object, -1 for none
    z.number(), // left; the first pixel is 1
    z.number(), // top
    z.number().min(0), // width
    z.number().min(0), // height
    z.number(), // confidence, or whether it counts
  ])
  .rest(z.number());

/** A line that is no row of a MOTChallenge file. */
export class MotLineError extends Error {
  constructor(lineNumber: number, line: string) {
    super(
      `line ${lineNumber}: expected frame, object, left, top, width, height, confidence and up to three more numbers, got \`${line}\``,
    );
  }
}

/**
 * Reads a MOTChallenge file of detections, tracks or truth.
 *
 * @throws {MotLineError}
 */
export function parseMot(text: string): MotBox[] {
  return text.split(/\r?\n/).flatMap((line, index) => (line.trim() === '' ? [] : [rowOf(line, index + 1)]));
}

function rowOf(line: string, lineNumber: number): MotBox {
  const cells = line.split(',').map((cell) => (cell.trim() === '' ? Number.NaN : Number(cell)));
  const { success, data } = rowSchema.safeParse(cells);
  if (!success) throw new MotLineError(lineNumber, line);
  const [frame, object, left, top, width, height, confidence] = data;
  const classNumber = cells.length === COLUMNS_WITH_CLASS ? cells[COLUMNS]! : null;
  const box = [left - 1, top - 1, left - 1 + width, top - 1 + height] as const;
  return { frame, trackId: object < 0 ? null : object, box, confidence, classNumber };
}

/** Boxes as lines of ten columns, as the MOTChallenge takes them. */
export function motText(boxes: readonly MotBox[]): string {
  return boxes
    .map(({ frame, trackId, box: [x1, y1, x2, y2], confidence }) =>
      [frame, trackId ?? -1, ...[x1 + 1, y1 + 1, x2 - x1, y2 - y1, confidence].map(rounded), -1, -1, -1].join(','),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** The boxes of tracks, by frame; where an object was not seen, the confidence is 0. */
export function motBoxesOf(tracks: readonly ObjectTrack[]): MotBox[] {
  return tracks
    .flatMap(({ trackId, classId, boxes }) =>
      boxes.map(({ frameIndex, box, confidence }) => ({
        frame: frameIndex + 1,
        trackId,
        box,
        confidence: confidence ?? 0,
        classNumber: classId + 1,
      })),
    )
    .sort((a, b) => a.frame - b.frame || a.trackId - b.trackId);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
