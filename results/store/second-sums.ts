import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import type { PackedFrame } from '../../shared/packed-result.ts';
import { MinuteSums, type Sum } from './minute-sums.ts';
import { microseconds } from './timestamp.ts';

/** Where a sum belongs: a second of the stream, and for a camera also one of the clock. */
interface Second {
  readonly runNo: number;
  readonly second: number;
  readonly capturedSecond: number | null;
}

interface SecondSum extends Sum {
  readonly at: Second;
  foundFrames: number;
  readonly labels: Map<number, LabelSum>;
}

interface LabelSum extends Sum {
  /** Those of the frame that is added. */
  inFrame: number;
  frame: PackedFrame | null;
}

/**
 * Sums of a batch by second, and by second and label: rows of the tables `seconds` and `label_seconds`. A second whose frames
 * come in several batches has several rows; whoever asks adds them up.
 */
export class SecondSums {
  readonly #seconds = new Map<string, SecondSum>();
  /** Nearly always that of the next frame, too. */
  #last: SecondSum | null = null;

  /** @param labelNos - of its detections, in order */
  add(runNo: number, frame: PackedFrame, labelNos: readonly number[]): void {
    const sum = this.#sumOf(runNo, frame);
    const found = labelNos.length;
    sum.frames += 1;
    if (found > 0) sum.foundFrames += 1;
    sum.detections += found;
    sum.most = Math.max(sum.most, found);
    for (const labelNo of labelNos) addDetection(sum.labels, labelNo, frame);
  }

  /** Rows of the table `seconds`. */
  *secondRows(): Generator<DuckDBValue[]> {
    for (const { at, frames, foundFrames, detections, most } of this.#seconds.values()) {
      yield [at.runNo, at.second, at.capturedSecond, frames, foundFrames, detections, most];
    }
  }

  /** Rows of the table `label_seconds`. */
  *labelRows(): Generator<DuckDBValue[]> {
    for (const { at, labels } of this.#seconds.values()) {
      for (const [labelNo, { frames, detections, most }] of labels) {
        yield [at.runNo, labelNo, at.second, at.capturedSecond, frames, detections, most];
      }
    }
  }

  /** The same by minute. */
  byMinute(): MinuteSums {
    const minutes = new MinuteSums();
    for (const sum of this.#seconds.values()) minutes.add(sum);
    return minutes;
  }

  #sumOf(runNo: number, { ptsSeconds, capturedAt }: PackedFrame): SecondSum {
    const second = Math.floor(ptsSeconds);
    const capturedSecond = capturedAt === null ? null : Math.floor(microseconds(capturedAt) / 1e6);
    const last = this.#last?.at;
    const isLast = last?.runNo === runNo && last.second === second && last.capturedSecond === capturedSecond;
    if (this.#last !== null && isLast) return this.#last;
    const key = `${runNo} ${second} ${capturedSecond}`;
    let sum = this.#seconds.get(key);
    if (sum === undefined) {
      const at = { runNo, second, capturedSecond };
      sum = { at, frames: 0, foundFrames: 0, detections: 0, most: 0, labels: new Map() };
      this.#seconds.set(key, sum);
    }
    this.#last = sum;
    return sum;
  }
}

function addDetection(sums: Map<number, LabelSum>, labelNo: number, frame: PackedFrame): void {
  let sum = sums.get(labelNo);
  if (sum === undefined) {
    sum = { frames: 0, detections: 0, most: 0, inFrame: 0, frame: null };
    sums.set(labelNo, sum);
  }
  if (sum.frame !== frame) {
    sum.frame = frame;
    sum.frames += 1;
    sum.inFrame = 0;
  }
  sum.inFrame += 1;
  sum.detections += 1;
  sum.most = Math.max(sum.most, sum.inFrame);
}

/** Makes the sums of a run anew from its rows. */
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
