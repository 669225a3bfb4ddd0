import type { DuckDBConnection } from '@duckdb/node-api';
import { rowsOf } from '../rows.ts';
import type { Migration } from './migration.ts';

/** Detections of runs that are summed up together: as many as fit into memory, also where it is little. */
const DETECTIONS_AT_ONCE = 1_000_000;
const STEPS = 20;

/**
 * Sums by run, label and least confidence, in steps of 0.05: counts of what is surer than so much without a look at single boxes. A
 * row is of all the steps in which it would be the same; one without a label is of all labels, which share frames.
 */
export const confidenceSums: Migration = {
  version: 8,
  async apply(connection) {
    await connection.run(`
      CREATE TABLE confidence_sums (
        run_no INTEGER NOT NULL, label_no INTEGER, from_step INTEGER NOT NULL, to_step INTEGER NOT NULL,
        frames INTEGER NOT NULL, detections BIGINT NOT NULL, most INTEGER NOT NULL
      );`);
    for (const [first, last] of await partsOf(connection)) await connection.run(SUMS, { first, last });
  },
};

/** The first and the last run of each part. */
async function partsOf(connection: DuckDBConnection): Promise<[number, number][]> {
  const runs = await rowsOf<{ runNo: number; detections: number }>(connection, {
    sql: 'SELECT run_no AS "runNo", detections::DOUBLE AS detections FROM runs ORDER BY run_no',
    values: {},
  });
  const parts: [number, number][] = [];
  let left = 0;
  for (const { runNo, detections } of runs) {
    const part = parts.at(-1);
    if (part === undefined || detections > left) {
      parts.push([runNo, runNo]);
      left = DETECTIONS_AT_ONCE - detections;
    } else {
      part[1] = runNo;
      left -= detections;
    }
  }
  return parts;
}

const STEP = Array.from({ length: STEPS }, (_, index) => {
  const step = STEPS - index;
  return `WHEN confidence >= ${step / STEPS}::FLOAT THEN ${step}`;
});

const SUMS = `
  INSERT INTO confidence_sums
    WITH sure AS (
      SELECT run_no, label_no, frame_index, CASE ${STEP.join(' ')} ELSE 0 END AS step
      FROM detections WHERE run_no BETWEEN $first AND $last
    ), placed AS (
      SELECT run_no, label_no, step, row_number() OVER (PARTITION BY run_no, label_no, frame_index ORDER BY step DESC) AS place
      FROM (FROM sure UNION ALL SELECT run_no, NULL, frame_index, step FROM sure)
    ), steps AS (
      SELECT run_no, label_no, step, count(*) FILTER (place = 1) AS frames, count(*) AS detections, max(place) AS most
      FROM placed GROUP BY ALL
    )
    SELECT run_no, label_no, coalesce(lead(step) OVER surest + 1, 0), step, sum(frames) OVER surest, sum(detections) OVER surest,
      max(most) OVER surest
    FROM steps WINDOW surest AS (PARTITION BY run_no, label_no ORDER BY step DESC) ORDER BY 1, 2, 4`;
