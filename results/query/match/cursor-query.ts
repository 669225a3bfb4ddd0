import type { SqlQuery } from '../sql.ts';
import { chosenDetections, type RowChoice } from './detections-query.ts';
import type { ResolvedFilter } from './resolved-filter.ts';

/** Frames that are counted together: some hundred rows. */
const BLOCK_BITS = 6;

type Choice = Pick<RowChoice, 'order' | 'notInRunNo' | 'iou' | 'spread'>;

/** A block of frames in which a row of an answer lies. */
export interface RowBlock {
  /** How many rows the answer has. */
  readonly total: number;
  readonly runNo: number;
  readonly runId: string;
  readonly block: number;
  /** Rows before it. */
  readonly before: number;
}

/** The block of the row behind the first `skip` of them; the last one where there are no more, and none where there are none at all. */
export function rowBlockQuery(filter: ResolvedFilter, choice: Choice, skip: number): SqlQuery {
  const way = choice.order === 'latest' ? 'DESC' : 'ASC';
  return {
    sql: `
      WITH blocks AS (
        SELECT d.run_no, d.frame_index >> ${BLOCK_BITS} AS block, count(*) AS n
        FROM (${chosenDetections(filter, choice)}) d GROUP BY ALL
      )
      SELECT b.total::DOUBLE AS total, b.run_no AS "runNo", r.run_id AS "runId", b.block, (b.upto - b.n)::DOUBLE AS before
      FROM (
        SELECT *, sum(n) OVER (ORDER BY run_no ${way}, block ${way}) AS upto, sum(n) OVER () AS total FROM blocks
      ) b JOIN runs r ON r.run_no = b.run_no
      WHERE b.upto > ${skip} OR b.upto = b.total ORDER BY b.upto LIMIT 1`,
    values: {},
  };
}

/** How many rows are in each frame of a block, in the order of the answer: `frameIndex`, `found`. */
export function framesOfBlockQuery(filter: ResolvedFilter, choice: Choice, { runNo, block }: RowBlock): SqlQuery {
  const way = choice.order === 'latest' ? 'DESC' : 'ASC';
  return {
    sql: `
      SELECT d.frame_index AS "frameIndex", count(*)::DOUBLE AS found
      FROM (${chosenDetections(filter, choice)}) d WHERE d.run_no = ${runNo} AND d.frame_index >> ${BLOCK_BITS} = ${block}
      GROUP BY d.frame_index ORDER BY d.frame_index ${way}`,
    values: {},
  };
}
