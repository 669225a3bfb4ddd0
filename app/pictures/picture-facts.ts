import { timesAround } from '../../results/query/times-around.ts';
import type { BoundingBox } from '../../shared/detection.ts';
import type { FrameRow, RunVideo } from '../../shared/frame-rows.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { boxFilterOf } from '../sources/box-filters.ts';
import type { PictureChoice } from './picture-choice.ts';

/** What is known of a picture before it is made; a snapshot has it beside it as JSON. */
export interface PictureFacts {
  readonly videoId: string;
  readonly uri: string;
  readonly runId: string;
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  readonly capturedAt: string | null;
  /** Of the frame, as shown. */
  readonly width: number;
  readonly height: number;
  readonly track: number | null;
  readonly segment: readonly [from: number, to: number] | null;
  /** What was cut out of the frame, in its pixels; `null`: it is whole. */
  readonly crop: BoundingBox | null;
  /** Those of the frame that are asked for, or the one that it is of; boxes in pixels of the frame. */
  readonly detections: FrameRow['detections'];
}

/** What of a frame a picture is of. */
export interface PictureScope {
  /** One detection, rather than all that are asked for. */
  readonly isSingle: boolean;
  /** Whether that is cut out. */
  readonly isCut: boolean;
}

/** Of which runs labels may be. */
const OF_RUNS = ['run', 'video'];
/** What is cut out of a frame reaches beyond the box by this part of its sides, and so many pixels at least. */
const MARGIN = 0.15;
const LEAST_MARGIN = 8;

/** Asks what was detected in a chosen frame. @returns `null` where nothing is left of what was chosen */
export async function pictureFacts(
  reader: Pick<ResultsReader, 'frames'>,
  filter: RawFilter,
  choice: PictureChoice,
  video: RunVideo,
  { isSingle, isCut }: PictureScope,
): Promise<PictureFacts | null> {
  const row = await frameRow(reader, filter, choice);
  if (!row) return null;
  const { runId, frameIndex, track, segment, subject } = choice;
  const chosen = subject && row.detections.find((found) => isSame(found, subject));
  const single = isSingle ? (chosen ?? row.detections[0]) : undefined;
  if (isSingle && !single) return null;
  return {
    ...{ videoId: video.videoId, uri: video.uri, runId, frameIndex, ptsSeconds: row.ptsSeconds },
    ...{ capturedAt: row.capturedAt, width: row.width, height: row.height, track, segment },
    crop: single && isCut ? around(single, row) : null,
    detections: single ? [single] : row.detections,
  };
}

async function frameRow(
  reader: Pick<ResultsReader, 'frames'>,
  filter: RawFilter,
  { runId, frameIndex, ptsSeconds }: PictureChoice,
): Promise<FrameRow | null> {
  const asked = { ...boxFilterOf(filter, OF_RUNS), ...timesAround(ptsSeconds), only: runId };
  for await (const rows of await reader.frames(asked)) {
    const row = rows.find((one) => one.frameIndex === frameIndex);
    if (row) return row;
  }
  return null;
}

function isSame(found: FrameRow['detections'][number], subject: NonNullable<PictureChoice['subject']>): boolean {
  const { label, confidence, x1, y1, x2, y2 } = found;
  const box = [x1, y1, x2, y2];
  return label === subject.label && confidence === subject.confidence && subject.box.every((at, i) => at === box[i]);
}

function around(
  { x1, y1, x2, y2 }: FrameRow['detections'][number],
  { width, height }: Pick<FrameRow, 'width' | 'height'>,
): BoundingBox {
  const [x, y] = [x2 - x1, y2 - y1].map((side) => Math.max(LEAST_MARGIN, side * MARGIN)) as [number, number];
  const within = (at: number, end: number) => Math.round(Math.min(end, Math.max(0, at)));
  return [within(x1 - x, width), within(y1 - y, height), within(x2 + x, width), within(y2 + y, height)];
}
