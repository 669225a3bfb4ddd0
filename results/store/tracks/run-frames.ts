import type { DuckDBConnection } from '@duckdb/node-api';
import type { Detection } from '../../../shared/detection.ts';
import { quietCut } from '../../analysis/tracking/quiet-cut.ts';
import type { LookedAtFrame } from '../../analysis/tracking/track-objects.ts';
import type { Database } from '../database.ts';
import { rowsOf } from '../rows.ts';

/** Frames that are read at once. */
const PAGE_FRAMES = 10_000;
/** Detections that are held at once: some hundred MiB. Where so many come without a quiet moment, objects are parted. */
const MOST_DETECTIONS = 1_000_000;

/**
 * Everything that was looked at in a run, in the order of the source, in parts that have no object in common. Boxes are in pixels
 * of the video also where a frame has another size.
 */
export async function* framesInParts(database: Pick<Database, 'read'>, runNo: number): AsyncGenerator<LookedAtFrame[]> {
  let held: LookedAtFrame[] = [];
  let detections = 0;
  for (let after = -1; ; ) {
    const page = await database.read((connection) => readPage(connection, runNo, after));
    if (page.length === 0) break;
    after = page.at(-1)!.frameIndex;
    held = [...held, ...page];
    detections += page.reduce((sum, frame) => sum + frame.detections.length, 0);
    const cut = detections > MOST_DETECTIONS ? held.length : quietCut(held);
    if (cut === 0) continue;
    yield held.slice(0, cut);
    held = held.slice(cut);
    detections = held.reduce((sum, frame) => sum + frame.detections.length, 0);
  }
  if (held.length > 0) yield held;
}

/** A detection with its frame, or a frame without any. */
interface FrameRow {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  readonly classId: number | null;
  readonly label: string | null;
  readonly confidence: number | null;
  readonly x1: number | null;
  readonly y1: number | null;
  readonly x2: number | null;
  readonly y2: number | null;
}

async function readPage(connection: DuckDBConnection, runNo: number, after: number): Promise<LookedAtFrame[]> {
  const [range] = await rowsOf<{ last: number | null }>(connection, {
    sql: `SELECT max(frame_index) AS last FROM (
            SELECT frame_index FROM frames WHERE run_no = $runNo AND frame_index > $after ORDER BY 1 LIMIT ${PAGE_FRAMES})`,
    values: { runNo, after },
  });
  const last = range?.last ?? null;
  if (last === null) return [];
  const ofPage = 'run_no = $runNo AND frame_index > $after AND frame_index <= $last';
  const scaled = (edge: string, side: string) =>
    `CASE WHEN f.${side} IS NULL THEN d.${edge} ELSE d.${edge} * v.${side} / f.${side} END AS ${edge}`;
  const rows = await rowsOf<FrameRow>(connection, {
    sql: `
      SELECT f.frame_index AS "frameIndex", f.pts_seconds AS "ptsSeconds", d.class_id AS "classId", l.label, d.confidence,
        ${scaled('x1', 'width')}, ${scaled('y1', 'height')}, ${scaled('x2', 'width')}, ${scaled('y2', 'height')}
      FROM (SELECT * FROM frames WHERE ${ofPage}) f
      JOIN runs r USING (run_no) JOIN videos v USING (video_id)
      LEFT JOIN (SELECT * FROM detections WHERE ${ofPage}) d USING (frame_index)
      LEFT JOIN labels l USING (label_no)
      ORDER BY f.frame_index`,
    values: { runNo, after, last },
  });
  return framesOf(rows);
}

function framesOf(rows: readonly FrameRow[]): LookedAtFrame[] {
  const frames: (LookedAtFrame & { detections: Detection[] })[] = [];
  for (const { frameIndex, ptsSeconds, classId, label, confidence, x1, y1, x2, y2 } of rows) {
    if (frames.at(-1)?.frameIndex !== frameIndex) frames.push({ frameIndex, ptsSeconds, detections: [] });
    if (classId === null) continue;
    frames.at(-1)!.detections.push({ classId, label: label!, confidence: confidence!, box: [x1!, y1!, x2!, y2!] });
  }
  return frames;
}
