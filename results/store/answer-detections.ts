import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { DetectionRow } from '../../shared/questions.ts';
import type { QueryFilter } from '../query/filter/filters.ts';
import { detectionsQuery, type RowChoice } from '../query/match/detections-query.ts';
import type { ResolvedFilter } from '../query/match/resolved-filter.ts';
import { numberList, type SqlQuery } from '../query/sql.ts';
import { sevenDigits } from '../query/text/digits.ts';
import { readableMoment } from '../query/text/moment.ts';
import { isAnyCamera } from './any-camera.ts';
import { isAnyCarried } from './any-carried.ts';
import { findNamedRun } from './find-named-run.ts';
import { resolveFilter } from './resolve-filter.ts';
import { rowsOf } from './rows.ts';
import { inBatchesOfRuns } from './run-batches.ts';
import { requireRun } from './run-rows.ts';

/** An answer of no more rows is held in one piece. */
const SHORT = 2000;

/** Whether an answer is short enough to be read in the transaction in which its names are. */
export function isShort({ limit }: QueryFilter): boolean {
  return limit !== null && limit <= SHORT;
}

/**
 * The statement that answers a question for detections.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`, `QUERY_INVALID` (names, an order without cursors, two runs that cannot be compared)
 */
export async function detectionsStatement(connection: DuckDBConnection, filter: QueryFilter): Promise<SqlQuery> {
  const question = await resolveQuestion(connection, filter);
  return detectionsQuery(question.filter, question.choice);
}

/**
 * The rows of a question for few detections.
 *
 * @throws {QueryError} as `detectionsStatement`
 */
export async function fewDetections(connection: DuckDBConnection, filter: QueryFilter): Promise<DetectionRow[]> {
  const question = await resolveQuestion(connection, filter);
  const { order, cursor, limit } = question.choice;
  const { runNos } = question.filter;
  const ask = (ofRuns: readonly number[] | null, most: number | null) => {
    const query = detectionsQuery({ ...question.filter, runNos: ofRuns }, { ...question.choice, limit: most });
    return rowsOf<Record<string, unknown>>(connection, query);
  };
  const isRunByRun = (order === 'time' || order === 'latest') && cursor === null;
  const wanted = { runNos, limit, isLatestFirst: order === 'latest' };
  const rows = await (isRunByRun ? inBatchesOfRuns(connection, wanted, ask) : ask(runNos, limit));
  return rows.map(readable);
}

interface DetectionsQuestion {
  readonly filter: ResolvedFilter;
  readonly choice: RowChoice;
}

/** @throws {QueryError} `RUN_NOT_FOUND`, `QUERY_INVALID` (names, an order without cursors, two runs that cannot be compared) */
async function resolveQuestion(connection: DuckDBConnection, filter: QueryFilter): Promise<DetectionsQuestion> {
  const { order, spread, limit, iou, cursor } = filter;
  if (cursor !== null && (order === 'confidence' || order === 'size')) {
    throw new QueryError('QUERY_INVALID', `Expected \`cursor\` with order time or latest, got \`${order}\`.`);
  }
  const { filter: resolved } = await resolveFilter(connection, filter);
  const choice = {
    ...{ order, spread, limit, iou },
    cursor: cursor && { ...cursor, runNo: (await requireRun(connection, cursor.runId)).runNo },
    notInRunNo: await comparedRunNo(connection, filter, resolved.runNos),
    hasCamera: await isAnyCamera(connection, resolved.runNos),
    hasCarried: await isAnyCarried(connection, resolved.runNos),
  };
  return { filter: resolved, choice };
}

/** Rows as they are given, times as ISO 8601. */
export function readable(row: Record<string, unknown>): DetectionRow {
  row.confidence = sevenDigits(row.confidence as number);
  row.x1 = sevenDigits(row.x1 as number);
  row.y1 = sevenDigits(row.y1 as number);
  row.x2 = sevenDigits(row.x2 as number);
  row.y2 = sevenDigits(row.y2 as number);
  row.capturedAt = readableMoment(row.capturedAt as number | null);
  return row as unknown as DetectionRow;
}

/**
 * The run in which nothing like what is asked for may be found; `null`: there is none.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`; `QUERY_INVALID` where it cannot be compared
 */
export async function comparedRunNo(
  connection: DuckDBConnection,
  { notIn, iou }: Pick<QueryFilter, 'notIn' | 'iou'>,
  runNos: readonly number[] | null,
): Promise<number | null> {
  if (iou !== null && notIn === null) {
    throw new QueryError('QUERY_INVALID', 'Expected `notIn` beside `iou`: the run to compare with, got nothing.');
  }
  if (notIn === null) return null;
  const other = await findNamedRun(connection, notIn);
  await requireSameVideo(connection, runNos, other);
  return other.runNo;
}

async function requireSameVideo(
  connection: DuckDBConnection,
  runNos: readonly number[] | null,
  { runId, runNo }: { readonly runId: string; readonly runNo: number },
): Promise<void> {
  const rows = await rowsOf<{ videoId: string }>(connection, {
    sql: `SELECT DISTINCT video_id AS "videoId" FROM runs WHERE ${runNos ? `run_no IN ${numberList([...runNos, runNo])}` : 'true'}`,
    values: {},
  });
  if (runNos !== null && rows.length === 1) return;
  throw new QueryError(
    'QUERY_INVALID',
    `Expected \`notIn\` to be a run over the same video as \`run\`, got \`${runId}\` beside ${runNos === null ? 'every run' : 'runs over others'}; name both, as \`--run A --not-in B\`.`,
  );
}
