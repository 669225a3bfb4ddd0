import type { Detection } from '../../../shared/detection.ts';
import type { LookedAtFrame } from '../../analysis/tracking/track-objects.ts';
import type { Database } from '../database.ts';

/**
 * Everything that was looked at in a run, in the order of the source. Boxes are in pixels of the video also where a frame has
 * another size.
 */
export async function readRunFrames(database: Pick<Database, 'stream'>, runNo: number): Promise<LookedAtFrame[]> {
  const frames: (LookedAtFrame & { detections: Detection[] })[] = [];
  const scaled = (edge: string, side: string) =>
    `CASE WHEN f.${side} IS NULL THEN d.${edge} ELSE d.${edge} * v.${side} / f.${side} END AS ${edge}`;
  const rows = database.stream({
    sql: `
      SELECT f.frame_index AS "frameIndex", f.pts_seconds AS "ptsSeconds", d.class_id AS "classId", l.label, d.confidence,
        ${scaled('x1', 'width')}, ${scaled('y1', 'height')}, ${scaled('x2', 'width')}, ${scaled('y2', 'height')}
      FROM (SELECT * FROM frames WHERE run_no = $runNo) f
      JOIN runs r USING (run_no) JOIN videos v USING (video_id)
      LEFT JOIN (SELECT * FROM detections WHERE run_no = $runNo) d USING (frame_index)
      LEFT JOIN labels l USING (label_no)
      ORDER BY f.frame_index`,
    values: { runNo },
  });
  for await (const batch of rows as AsyncIterable<FrameRow[]>) {
    for (const { frameIndex, ptsSeconds, classId, label, confidence, x1, y1, x2, y2 } of batch) {
      if (frames.at(-1)?.frameIndex !== frameIndex) frames.push({ frameIndex, ptsSeconds, detections: [] });
      if (classId === null) continue;
      frames.at(-1)!.detections.push({ classId, label: label!, confidence: confidence!, box: [x1!, y1!, x2!, y2!] });
    }
  }
  return frames;
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
