import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './rows.ts';

/** Fewer rows than that are left as they are, however few they could be. */
const FEW_ROWS = 100;
/** Of a key, on average: more are merged. */
const MANY = 2;

/** Of a run's stream, both ends included. */
export interface Stretch {
  readonly fromSecond: number;
  readonly toSecond: number;
}

interface Sums {
  readonly table: string;
  /** All of them, so that one row is left of each. */
  readonly keys: string;
  /** What of `keys` tells of time, and its seconds. */
  readonly time: { readonly column: string; readonly seconds: number } | null;
  /** One row for each key, from the rows of a run named `unmerged`. */
  readonly merged: string;
}

const ADDED = 'sum(frames), sum(detections), max(most)';
const ADDED_OF_ALL = 'sum(frames), sum(found_frames), sum(detections), max(most)';

const SECOND = { column: 'second', seconds: 1 };
const MINUTE = { column: 'minute', seconds: 60 };

const SUMS: readonly Sums[] = [
  timed('seconds', SECOND, 'second, captured_second', ADDED_OF_ALL),
  timed('label_seconds', SECOND, 'label_no, second, captured_second', ADDED),
  timed('minutes', MINUTE, 'minute', ADDED_OF_ALL),
  timed('label_minutes', MINUTE, 'label_no, minute', ADDED),
  {
    table: 'confidence_sums',
    keys: 'label_no, from_step',
    time: null,
    merged: `SELECT run_no, label_no, min(step), max(step), frames, detections, most FROM (
        SELECT run_no, label_no, step, sum(frames) AS frames, sum(detections) AS detections, max(most) AS most FROM (
          SELECT run_no, label_no, unnest(range(from_step, to_step + 1)) AS step, frames, detections, most FROM unmerged
        ) GROUP BY ALL
      ) GROUP BY run_no, label_no, frames, detections, most ORDER BY 2, 3`,
  },
];

function timed(table: string, time: NonNullable<Sums['time']>, keys: string, added: string): Sums {
  const merged = `SELECT run_no, ${keys}, ${added} FROM unmerged GROUP BY run_no, ${keys} ORDER BY ${time.column}, ${keys}`;
  return { table, keys, time, merged };
}

/**
 * Makes one row of many in the sums of a run whose frames came in many batches, so that they stay as few as what they tell is.
 *
 * @param stretch - whose sums are looked at; `null`: all
 */
export async function mergeSums(
  connection: DuckDBConnection,
  runNo: number,
  stretch: Stretch | null = null,
): Promise<void> {
  for (const { table, keys, time, merged } of SUMS) {
    const { where, values } = partOf(runNo, time && stretch && { time, ...stretch });
    const rowsOfRun = `FROM ${table} WHERE ${where}`;
    const count = async (what: string): Promise<number> => {
      const sql = `SELECT count(${what})::DOUBLE AS count ${rowsOfRun}`;
      const [row] = await rowsOf<{ count: number }>(connection, { sql, values });
      return row!.count;
    };
    const rows = await count('*');
    if (rows < FEW_ROWS || rows < MANY * (await count(`DISTINCT (${keys})`))) continue;
    await connection.run(
      `CREATE OR REPLACE TEMP TABLE merged_sums AS WITH unmerged AS (${rowsOfRun}) ${merged}`,
      values,
    );
    await connection.run(`DELETE ${rowsOfRun}`, values);
    await connection.run(`INSERT INTO ${table} FROM merged_sums`);
    await connection.run('DROP TABLE merged_sums');
  }
}

function partOf(
  runNo: number,
  part: ({ time: NonNullable<Sums['time']> } & Stretch) | null,
): { where: string; values: Record<string, number> } {
  if (part === null) return { where: 'run_no = $runNo', values: { runNo } };
  const { column, seconds } = part.time;
  const [from, to] = [part.fromSecond, part.toSecond].map((second) => Math.floor(second / seconds));
  return { where: `run_no = $runNo AND ${column} BETWEEN $from AND $to`, values: { runNo, from: from!, to: to! } };
}
