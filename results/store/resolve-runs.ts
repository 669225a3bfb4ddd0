import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { parseLabelList } from '../../shared/label-list.ts';
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
async function requireVideos(connection: DuckDBConnection, video: string): Promise<number[]> {
  const listed = parseLabelList(video) ?? [video];
  if (listed.length === 1 && listed[0] === video) return requireVideo(connection, video);
  const whole = await requireVideo(connection, video).catch(noSuchRun);
  if (whole) return whole;
  const found: number[] = [];
  for (const one of listed) found.push(...(await requireVideo(connection, one)));
  return [...new Set(found)].sort((a, b) => a - b);
}

function noSuchRun(error: unknown): null {
  if (error instanceof QueryError && error.code === 'RUN_NOT_FOUND') return null;
  throw error;
}

/** Runs over videos of that id, or one that begins so, or that were ever seen at that place or under that file name; `*` and `?` stand for any letters. */
function requireVideo(connection: DuckDBConnection, video: string): Promise<number[]> {
  return remembered(connection, `video ${video}`, () => readVideo(connection, video));
}

async function readVideo(connection: DuckDBConnection, video: string): Promise<number[]> {
  const isIt = (column: string) =>
    /[*?]/.test(video) ? `${column} GLOB $video OR ${column} = $video` : `${column} = $video`;
  const isBeginning = /^v[0-9a-f]{7,15}$/.test(video);
  const rows = await rowsOf<{ runNo: number | null }>(connection, {
    sql: `SELECT r.run_no AS "runNo"
          FROM (
            SELECT video_id FROM videos WHERE ${isIt('video_id')}${isBeginning ? ' OR starts_with(video_id, $video)' : ''}
            UNION
            SELECT video_id FROM places WHERE ${isIt('uri')} OR ${isIt("parse_filename(uri, false, 'both_slash')")}
          ) LEFT JOIN runs r USING (video_id)
          ORDER BY 1`,
    values: { video },
  });
  if (rows.length > 0) return rows.flatMap(({ runNo }) => (runNo === null ? [] : [runNo]));
  throw new QueryError(
    'RUN_NOT_FOUND',
    `Expected \`video\` to be a video of the store (its id, address or file name), got \`${video}\`; \`framefleet runs\` lists them.`,
  );
}
