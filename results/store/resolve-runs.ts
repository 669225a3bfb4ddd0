import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { parseLabelList } from '../../shared/label-list.ts';
import { groupBy } from '../query/group-by.ts';
import { findNamedRun } from './find-named-run.ts';
import { remembered } from './name-memory.ts';
import { rowsOf } from './rows.ts';

/**
 * The runs that bear the names asked for.
 *
 * @returns their numbers, `null` for all
 * @throws {QueryError} `RUN_NOT_FOUND`
 */
export async function resolveRuns(
  connection: DuckDBConnection,
  { run, video }: { readonly run: readonly string[] | null; readonly video: string | null },
): Promise<number[] | null> {
  const named: number[] = [];
  for (const runId of run ?? []) named.push((await findNamedRun(connection, runId)).runNo);
  if (video === null) return run === null ? null : named;
  const ofVideo = await requireVideos(connection, video);
  return run === null ? ofVideo : ofVideo.filter((runNo) => named.includes(runNo));
}

/** Runs over the videos of a list; what is the name of one as it is, commas and all, is no list. */
function requireVideos(connection: DuckDBConnection, video: string): Promise<number[]> {
  return remembered(connection, `video ${video}`, async () => {
    const listed = parseLabelList(video) ?? [];
    const names = [video, ...listed.filter((name) => name !== video)];
    const runsOf = await runsOfVideos(connection, names);
    const whole = runsOf[0]!;
    if (whole !== null) return whole;
    const missing = names.findIndex((_, index) => (index > 0 || names.length === 1) && runsOf[index] === null);
    if (missing < 0) return [...new Set(runsOf.flatMap((runNos) => runNos ?? []))].sort((a, b) => a - b);
    throw new QueryError(
      'RUN_NOT_FOUND',
      `Expected \`video\` to be a video of the store (its id, address or file name), got \`${names[missing]}\`; \`framefleet runs\` lists them.`,
    );
  });
}

/**
 * Runs over videos of an id, or one that begins so, or that were ever seen at a place or under a file name; `*` and `?` stand for any
 * letters.
 *
 * @returns for each name; `null` where there is no such video
 */
async function runsOfVideos(
  connection: DuckDBConnection,
  names: readonly string[],
): Promise<readonly (number[] | null)[]> {
  const found = names.map((name, index) => {
    const value = `$video${index}`;
    const isIt = (column: string) =>
      /[*?]/.test(name) ? `${column} GLOB ${value} OR ${column} = ${value}` : `${column} = ${value}`;
    const isBeginning = /^v[0-9a-f]{7,15}$/.test(name);
    return `
      SELECT ${index} AS name, video_id FROM videos WHERE ${isIt('video_id')}${isBeginning ? ` OR starts_with(video_id, ${value})` : ''}
      UNION
      SELECT ${index}, video_id FROM places WHERE ${isIt('uri')} OR ${isIt("parse_filename(uri, false, 'both_slash')")}`;
  });
  const rows = await rowsOf<{ name: number; runNo: number | null }>(connection, {
    sql: `SELECT n.name, r.run_no AS "runNo" FROM (${found.join(' UNION ALL ')}) n LEFT JOIN runs r USING (video_id) ORDER BY 2`,
    values: Object.fromEntries(names.map((name, index) => [`video${index}`, name])),
  });
  const byName = groupBy(rows, ({ name }) => name);
  return names.map((_, index) => byName.get(index)?.flatMap(({ runNo }) => runNo ?? []) ?? null);
}
