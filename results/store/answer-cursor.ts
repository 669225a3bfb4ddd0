import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { RowCursor } from '../../shared/questions.ts';
import type { CursorFilter } from '../query/filter/filters.ts';
import { framesOfBlockQuery, type RowBlock, rowBlockQuery } from '../query/match/cursor-query.ts';
import { comparedRunNo } from './answer-detections.ts';
import { resolveFilter } from './resolve-filter.ts';
import { rowsOf } from './rows.ts';

/**
 * Where a list of detections goes on behind its first rows, without their being read.
 *
 * @throws {QueryError} as the list itself
 */
export async function answerCursor(connection: DuckDBConnection, filter: CursorFilter): Promise<RowCursor> {
  const { order, iou, spread, skip } = filter;
  if (order === 'confidence' || order === 'size') {
    throw new QueryError('QUERY_INVALID', `Expected a cursor with order time or latest, got \`${order}\`.`);
  }
  const { filter: resolved } = await resolveFilter(connection, filter);
  const choice = { order, iou, spread, notInRunNo: await comparedRunNo(connection, filter, resolved.runNos) };
  const [block] = await rowsOf<RowBlock>(connection, rowBlockQuery(resolved, choice, skip));
  const { total } = block ?? { total: 0 };
  if (!block || skip === 0 || skip >= total) return { rows: total, cursor: null };
  let given = skip - block.before;
  for (const { frameIndex, found } of await rowsOf<{ frameIndex: number; found: number }>(
    connection,
    framesOfBlockQuery(resolved, choice, block),
  )) {
    if (given < found) return { rows: total, cursor: `${block.runId}:${frameIndex}:${given}` };
    given -= found;
  }
  throw new Error('rows that were counted are gone'); // both are read in one transaction
}
