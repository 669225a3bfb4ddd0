import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';

const SECONDS = 60;

export interface Sum {
  frames: number;
  detections: number;
  /** In one frame. */
  most: number;
  /** Of `frames` those that hold any detection; of a label all do. */
  foundFrames?: number;
}

interface MinuteSum extends Required<Sum> {
  readonly key: readonly number[];
}

/** Sums by minute of sums by second, added up by the numbers that tell them apart. */
export class MinuteSums {
  readonly #sums = new Map<string, MinuteSum>();

  /** @param key - what a sum by second belongs to besides its time: its run, and a label */
  add(key: readonly number[], second: number, { frames, detections, most, foundFrames = 0 }: Readonly<Sum>): void {
    const place = [...key, Math.floor(second / SECONDS)];
    const name = place.join(' ');
    const sum = this.#sums.get(name) ?? { key: place, frames: 0, foundFrames: 0, detections: 0, most: 0 };
    this.#sums.set(name, sum);
    sum.frames += frames;
    sum.foundFrames += foundFrames;
    sum.detections += detections;
    sum.most = Math.max(sum.most, most);
  }

  /** Rows of the table `minutes`. */
  *rows(): Generator<DuckDBValue[]> {
    for (const { key, frames, foundFrames, detections, most } of this.#sums.values()) {
      yield [...key, frames, foundFrames, detections, most];
    }
  }

  /** Rows of the table `label_minutes`. */
  *labelRows(): Generator<DuckDBValue[]> {
    for (const { key, frames, detections, most } of this.#sums.values()) yield [...key, frames, detections, most];
  }
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
