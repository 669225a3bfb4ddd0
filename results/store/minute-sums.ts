import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

const SECONDS = 60;

export interface Sum {
  frames: number;
  detections: number;
  /** In one frame. */
  most: number;
}

/** What was found in a second of a run. */
export interface FoundInSecond extends Sum {
  readonly at: { readonly runNo: number; readonly second: number };
  foundFrames: number;
  readonly labels: ReadonlyMap<number, Readonly<Sum>>;
}

interface MinuteSum extends Sum {
  /** Run and minute, or run, label and minute. */
  readonly key: readonly number[];
  foundFrames: number;
}

/** Sums by minute of sums by second. */
export class MinuteSums {
  readonly #minutes = new Map<string, MinuteSum>();
  readonly #labelMinutes = new Map<string, MinuteSum>();

  add({ at, labels, ...sum }: FoundInSecond): void {
    const minute = Math.floor(at.second / SECONDS);
    addTo(this.#minutes, [at.runNo, minute], sum);
    for (const [labelNo, ofLabel] of labels) {
      addTo(this.#labelMinutes, [at.runNo, labelNo, minute], { ...ofLabel, foundFrames: ofLabel.frames });
    }
  }

  /** Rows of the table `minutes`. */
  *rows(): Generator<DuckDBValue[]> {
    for (const { key, frames, foundFrames, detections, most } of this.#minutes.values()) {
      yield [...key, frames, foundFrames, detections, most];
    }
  }

  /** Rows of the table `label_minutes`. */
  *labelRows(): Generator<DuckDBValue[]> {
    for (const { key, frames, detections, most } of this.#labelMinutes.values()) {
      yield [...key, frames, detections, most];
    }
  }
}

function addTo(sums: Map<string, MinuteSum>, key: readonly number[], added: Omit<MinuteSum, 'key'>): void {
  const name = key.join(' ');
  let sum = sums.get(name);
  if (sum === undefined) {
    sum = { key, frames: 0, foundFrames: 0, detections: 0, most: 0 };
    sums.set(name, sum);
  }
  sum.frames += added.frames;
  sum.foundFrames += added.foundFrames;
  sum.detections += added.detections;
  sum.most = Math.max(sum.most, added.most);
}

/** Makes the sums of a run anew from those by second. */
export async function sumMinutesAnew(connection: DuckDBConnection, runNo: number): Promise<void> {
  for (const table of ['minutes', 'label_minutes']) {
    await connection.run(`DELETE FROM ${table} WHERE run_no = $runNo`, { runNo });
  }
  await connection.run(
    `INSERT INTO minutes
     SELECT run_no, floor(second / ${SECONDS}), sum(frames), sum(found_frames), sum(detections), max(most)
     FROM seconds WHERE run_no = $runNo GROUP BY ALL ORDER BY 2`,
    { runNo },
  );
  await connection.run(
    `INSERT INTO label_minutes
     SELECT run_no, label_no, floor(second / ${SECONDS}), sum(frames), sum(detections), max(most)
     FROM label_seconds WHERE run_no = $runNo GROUP BY ALL ORDER BY 3, 2`,
    { runNo },
  );
}
