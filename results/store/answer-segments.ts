import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { SegmentRow } from '../../shared/questions.ts';
import type { Condition } from '../query/filter/condition.ts';
import type { SegmentFilter } from '../query/filter/filters.ts';
import { groupBy } from '../query/group-by.ts';
import type { ResolvedFilter } from '../query/match/resolved-filter.ts';
import { hits, hitsOf } from '../query/segments/hits.ts';
import { combine, type Interval, type SetOperation } from '../query/segments/intervals.ts';
import { factsOfStretches, findStretches, type Stretch, type StretchTaker } from '../query/segments/stretches.ts';
import { numberList } from '../query/sql.ts';
import { sevenDigits } from '../query/text/digits.ts';
import { readHits } from './read-hits.ts';
import { resolveCondition, resolveFilter } from './resolve-filter.ts';
import type { KnownLabels } from './resolve-labels.ts';
import { rowsOf } from './rows.ts';
import { inBatchesOfRuns } from './run-batches.ts';

const OPERATIONS = ['and', 'or', 'minus', 'before', 'after'] as const;
/** Frames that follow one another within so many seconds belong together, unless asked for otherwise. */
const DEFAULT_GAP = 1;

/** Stretches in which something holds, by run and time. */
export async function answerSegments(connection: DuckDBConnection, filter: SegmentFilter): Promise<SegmentRow[]> {
  const second = secondOf(filter);
  const { filter: resolved, labels } = await resolveFilter(
    connection,
    isBetween(filter) ? { ...filter, within: null } : filter,
  );
  const limits = { gap: filter.gap ?? DEFAULT_GAP, minLength: filter.minLength ?? 0 };
  const wanted = { runNos: resolved.runNos, limit: filter.limit };
  const found =
    second === null
      ? await inBatchesOfRuns(connection, wanted, (runNos) =>
          stretchesOf(connection, hitsOf({ ...resolved, runNos }), findStretches(limits)),
        )
      : await bothStretches(connection, resolved, second, labels, limits);
  return named(connection, filter.limit === null ? found : found.slice(0, filter.limit));
}

async function bothStretches(
  connection: DuckDBConnection,
  filter: ResolvedFilter,
  { operation, condition, within }: Second,
  labels: KnownLabels,
  { gap, minLength }: Lengths,
): Promise<Stretch[]> {
  const first = hitsOf(filter);
  const other = hits(alone(filter), await resolveCondition(condition, labels, operation));
  const found = await stretchesOf(connection, first, findStretches({ gap, minLength: 0 }));
  const others = await stretchesOf(connection, other, findStretches({ gap, minLength: 0 }));
  const intervals = combineRuns(operation, found, others, within).filter(({ from, to }) => to - from >= minLength);
  return stretchesOf(connection, operation === 'or' ? bothOf(first, other) : first, factsOfStretches(intervals));
}

async function stretchesOf(connection: DuckDBConnection, frames: string, taker: StretchTaker): Promise<Stretch[]> {
  await readHits(connection, frames, taker);
  return taker.end();
}

/** Whether `within` says how far apart two stretches are, and not how near two detections. */
function isBetween({ before, after, with: near, without, then }: SegmentFilter): boolean {
  return (before !== null || after !== null) && near.length + without.length + then.length === 0;
}

/** In seconds. */
interface Lengths {
  readonly gap: number;
  readonly minLength: number;
}

interface Second {
  readonly operation: SetOperation;
  readonly condition: Condition;
  readonly within: number;
}

/** @throws {QueryError} `QUERY_INVALID` */
function secondOf(filter: SegmentFilter): Second | null {
  const given = OPERATIONS.filter((operation) => filter[operation] !== null);
  const [operation] = given;
  if (operation === undefined) return null;
  if (given.length > 1) {
    throw new QueryError('QUERY_INVALID', `Expected one of \`${given.join('`, `')}\`, got ${given.length} of them.`);
  }
  const isInTime = operation === 'before' || operation === 'after';
  if (isInTime && filter.within === null) {
    throw new QueryError(
      'QUERY_INVALID',
      `Expected \`within\` with \`${operation}\`: how far apart, such as 10s; got nothing.`,
    );
  }
  return { operation, condition: filter[operation]!, within: filter.within ?? 0 };
}

/** What the second condition is asked about: the same videos, times and places, whatever the first one asks for. */
function alone(filter: ResolvedFilter): ResolvedFilter {
  return { ...filter, where: null, labelNos: null, notLabelNos: [], with: null, without: null, followedBy: null };
}

function bothOf(first: string, other: string): string {
  return `SELECT run_no, frame_index, any_value(pts_seconds) AS pts_seconds, max(found) AS found, max(best) AS best
    FROM (${first} UNION ALL ${other}) GROUP BY run_no, frame_index`;
}

function combineRuns(
  operation: SetOperation,
  a: readonly Stretch[],
  b: readonly Stretch[],
  within: number,
): (Interval & { readonly runNo: number })[] {
  const runNos = [...new Set([...a, ...b].map(({ runNo }) => runNo))].sort((x, y) => x - y);
  const ofA = groupBy(a, ({ runNo }) => runNo);
  const ofB = groupBy(b, ({ runNo }) => runNo);
  return runNos.flatMap((runNo) =>
    combine(operation, ofA.get(runNo) ?? [], ofB.get(runNo) ?? [], within).map(({ from, to }) => ({ runNo, from, to })),
  );
}

async function named(connection: DuckDBConnection, found: readonly Stretch[]): Promise<SegmentRow[]> {
  const rows = await rowsOf<{ runNo: number; runId: string; videoId: string }>(connection, {
    sql: `SELECT run_no AS "runNo", run_id AS "runId", video_id AS "videoId" FROM runs
          WHERE run_no IN ${numberList([...new Set(found.map(({ runNo }) => runNo))])}`,
    values: {},
  });
  const names = new Map(rows.map((row) => [row.runNo, row]));
  return found.map(({ runNo, from, to, bestConfidence, ...facts }) => {
    const { runId, videoId } = names.get(runNo)!;
    const confidence = bestConfidence === null ? null : sevenDigits(bestConfidence);
    return { runId, videoId, from, to, seconds: to - from, ...facts, bestConfidence: confidence };
  });
}
