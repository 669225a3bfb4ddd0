import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { FrameDetections } from '../../shared/detection.ts';
import { microseconds } from './timestamp.ts';

interface SecondSum {
  frames: number;
  foundFrames: number;
  detections: number;
  most: number;
}

interface LabelSum {
  frames: number;
  detections: number;
  most: number;
}

/** Where a sum belongs: a second of the stream, and for a camera also one of the clock. */
type Second = readonly [runNo: number, second: number, capturedSecond: number | null];

/**
 * Sums of a batch by second, and by second and label: rows of the tables `seconds` and `label_seconds`. A second whose frames
 * come in several batches has several rows; whoever asks adds them up.
 */
export class SecondSums {
  readonly #seconds = new Map<string, { readonly at: Second; readonly sum: SecondSum }>();
  readonly #labels = new Map<string, { readonly at: Second; readonly labelNo: number; readonly sum: LabelSum }>();

  add(runNo: number, frame: FrameDetections, labelNoOf: (label: string) => number): void {
    const capturedSecond = frame.capturedAt === null ? null : Math.floor(microseconds(frame.capturedAt) / 1e6);
    const at: Second = [runNo, Math.floor(frame.ptsSeconds), capturedSecond];
    const key = at.join(' ');
    const second = entryOf(this.#seconds, key, () => ({
      at,
      sum: { frames: 0, foundFrames: 0, detections: 0, most: 0 },
    })).sum;
    const found = frame.detections.length;
    second.frames += 1;
    if (found > 0) second.foundFrames += 1;
    second.detections += found;
    second.most = Math.max(second.most, found);
    for (const [labelNo, count] of countBy(frame, labelNoOf)) {
      const { sum } = entryOf(this.#labels, `${key} ${labelNo}`, () => ({
        at,
        labelNo,
        sum: { frames: 0, detections: 0, most: 0 },
      }));
      sum.frames += 1;
      sum.detections += count;
      sum.most = Math.max(sum.most, count);
    }
  }

  /** Rows of the table `seconds`. */
  *secondRows(): Generator<DuckDBValue[]> {
    for (const { at, sum } of this.#seconds.values()) {
      yield [...at, sum.frames, sum.foundFrames, sum.detections, sum.most];
    }
  }

  /** Rows of the table `label_seconds`. */
  *labelRows(): Generator<DuckDBValue[]> {
    for (const { at, labelNo, sum } of this.#labels.values()) {
      const [runNo, second, capturedSecond] = at;
      yield [runNo, labelNo, second, capturedSecond, sum.frames, sum.detections, sum.most];
    }
  }
}

/** Makes the sums of a run anew from its rows, where some were taken out. */
export async function sumSecondsAnew(connection: DuckDBConnection, runNo: number): Promise<void> {
  for (const table of ['seconds', 'label_seconds']) {
    await connection.run(`DELETE FROM ${table} WHERE run_no = $runNo`, { runNo });
  }
  await connection.run(
    `INSERT INTO seconds
     SELECT run_no, floor(pts_seconds), floor(epoch_us(captured_at) / 1e6), count(*),
       count(*) FILTER (detection_count > 0), sum(detection_count), max(detection_count)
     FROM frames WHERE run_no = $runNo GROUP BY ALL ORDER BY 2, 3`,
    { runNo },
  );
  await connection.run(
    `INSERT INTO label_seconds
     SELECT run_no, label_no, floor(pts_seconds), captured_second, count(*), sum(found), max(found)
     FROM (
       SELECT d.run_no, d.label_no, d.frame_index, d.pts_seconds,
         floor(epoch_us(f.captured_at) / 1e6) AS captured_second, count(*) AS found
       FROM (SELECT * FROM detections WHERE run_no = $runNo) d
       LEFT JOIN (SELECT * FROM frames WHERE run_no = $runNo) f USING (run_no, frame_index)
       GROUP BY ALL
     )
     GROUP BY ALL ORDER BY 3, 2, 4`,
    { runNo },
  );
}

function countBy({ detections }: FrameDetections, labelNoOf: (label: string) => number): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { label } of detections) {
    const labelNo = labelNoOf(label);
    counts.set(labelNo, (counts.get(labelNo) ?? 0) + 1);
  }
  return counts;
}

function entryOf<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
