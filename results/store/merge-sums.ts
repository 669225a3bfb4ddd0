import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from './rows.ts';

/** Fewer rows than that are left as they are, however few they could be. */
const FEW_ROWS = 100;
/** Of a key, on average: more are merged. */
const MANY = 2;

interface Sums {
  readonly table: string;
  /** All of them, so that one row is left of each. */
  readonly keys: string;
  readonly merged: string;
}

const ADDED = 'sum(frames), sum(detections), max(most)';
const ADDED_OF_ALL = 'sum(frames), sum(found_frames), sum(detections), max(most)';

const SUMS: readonly Sums[] = [
  timed('seconds', 'second, captured_second', ADDED_OF_ALL),
  timed('label_seconds', 'label_no, second, captured_second', ADDED),
  timed('minutes', 'minute', ADDED_OF_ALL),
  timed('label_minutes', 'label_no, minute', ADDED),
  {
    table: 'confidence_sums',
    keys: 'label_no, from_step',
    merged: `SELECT run_no, label_no, min(step), max(step), frames, detections, most FROM (
        SELECT run_no, label_no, step, sum(frames) AS frames, sum(detections) AS detections, max(most) AS most FROM (
          SELECT run_no, label_no, unnest(range(from_step, to_step + 1)) AS step, frames, detections, most
          FROM confidence_sums WHERE run_no = $runNo
        ) GROUP BY ALL
      ) GROUP BY run_no, label_no, frames, detections, most ORDER BY 2, 3`,
  },
];

function timed(table: string, keys: string, added: string): Sums {
  const time = keys.includes('minute') ? 'minute' : 'second';
  return {
    table,
    keys,
    merged: `SELECT run_no, ${keys}, ${added} FROM ${table} WHERE run_no = $runNo GROUP BY run_no, ${keys} ORDER BY ${time}, ${keys}`,
  };
}

/** Makes one row of many in the sums of a run whose frames came in many batches, so that they stay as few as what they tell is. */
export async function mergeSums(connection: DuckDBConnection, runNo: number): Promise<void> {
  for (const { table, keys, merged } of SUMS) {
    const values = { runNo };
    const count = async (what: string): Promise<number> => {
      const sql = `SELECT count(${what})::DOUBLE AS count FROM ${table} WHERE run_no = $runNo`;
      const [row] = await rowsOf<{ count: number }>(connection, { sql, values });
      return row!.count;
    };
    const rows = await count('*');
    if (rows < FEW_ROWS || rows < MANY * (await count(`DISTINCT (${keys})`))) continue;
    await connection.run(`CREATE OR REPLACE TEMP TABLE merged_sums AS ${merged}`, values);
    await connection.run(`DELETE FROM ${table} WHERE run_no = $runNo`, values);
    await connection.run(`INSERT INTO ${table} FROM merged_sums`);
    await connection.run('DROP TABLE merged_sums');
  }
}
