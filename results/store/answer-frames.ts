import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { FrameRow } from '../../shared/frame-rows.ts';
import type { FramesFilter } from '../query/filter/filters.ts';
import { framesQuery } from '../query/match/frames-query.ts';
import type { SqlQuery } from '../query/sql.ts';
import { sevenDigits } from '../query/text/digits.ts';
import { readableMoment } from '../query/text/moment.ts';
import { comparedRunNo } from './answer-detections.ts';
import { resolveFilter } from './resolve-filter.ts';
import { resolveRuns } from './resolve-runs.ts';
import { requireRun } from './run-rows.ts';

/**
 * The statement that answers a question for frames. Names are checked against all runs that the filter chooses, also where only one
 * of them is asked for: a label may be known to another.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`, `QUERY_INVALID` (names, two runs that cannot be compared)
 */
export async function framesStatement(connection: DuckDBConnection, filter: FramesFilter): Promise<SqlQuery> {
  const { iou, spread, only } = filter;
  const { filter: resolved } = await resolveFilter(connection, filter);
  const notInRunNo = await comparedRunNo(connection, filter, resolved.runNos);
  const one = only === null ? null : await requireAmong(connection, await resolveRuns(connection, filter), only);
  // runs without the zones that are asked for by name are left out
  const runNos = one === null ? resolved.runNos : (resolved.runNos ?? [one]).filter((runNo) => runNo === one);
  return framesQuery({ ...resolved, runNos }, { notInRunNo, iou, spread });
}

async function requireAmong(
  connection: DuckDBConnection,
  runNos: readonly number[] | null,
  only: string,
): Promise<number> {
  const { runNo } = await requireRun(connection, only);
  if (runNos === null || runNos.includes(runNo)) return runNo;
  throw new QueryError('QUERY_INVALID', `Expected \`only\` to be a run among those asked about, got \`${only}\`.`);
}

/** A detection with its frame, or a frame without any. */
interface FlatRow extends Omit<FrameRow, 'detections' | 'capturedAt' | 'carriedFrom'> {
  readonly capturedAt: number | null;
  readonly carriedFrom: number | null;
  readonly classId: number | null;
  readonly label: string;
  readonly confidence: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

type OpenFrame = FrameRow & { readonly detections: FrameRow['detections'][number][] };

/** Frames of rows that come in the order of frames; no more of them are held than come at once. */
export async function* frameRows(batches: AsyncIterable<readonly object[]>): AsyncGenerator<FrameRow[]> {
  let last: OpenFrame | null = null;
  for await (const rows of batches as AsyncIterable<readonly FlatRow[]>) {
    const whole: FrameRow[] = [];
    for (const row of rows) {
      if (last?.frameIndex !== row.frameIndex || last.runId !== row.runId) {
        if (last) whole.push(last);
        last = frameOf(row);
      }
      if (row.classId !== null) last.detections.push(detectionOf(row, row.classId));
    }
    if (whole.length > 0) yield whole;
  }
  if (last) yield [last];
}

function frameOf({ capturedAt, carriedFrom, ...row }: FlatRow): OpenFrame {
  const { runId, videoId, frameIndex, ptsSeconds, width, height } = row;
  return {
    ...{ runId, videoId, frameIndex, ptsSeconds, width, height },
    capturedAt: readableMoment(capturedAt),
    ...(carriedFrom !== null && { carriedFrom }),
    detections: [],
  };
}

function detectionOf(row: FlatRow, classId: number): FrameRow['detections'][number] {
  const { label, confidence, x1, y1, x2, y2 } = row;
  return {
    classId,
    label,
    confidence: sevenDigits(confidence),
    ...{ x1: sevenDigits(x1), y1: sevenDigits(y1), x2: sevenDigits(x2), y2: sevenDigits(y2) },
  };
}
