import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import { rowsOf } from './rows.ts';
import { requireRun } from './run-rows.ts';

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
  for (const runId of run ?? []) named.push((await requireRun(connection, runId)).runNo);
  if (video === null) return run === null ? null : named;
  const ofVideo = await requireVideo(connection, video);
  return run === null ? ofVideo : ofVideo.filter((runNo) => named.includes(runNo));
}

/** Runs over videos of that id, or that were ever seen at that place or under that file name; `*` and `?` stand for any letters. */
async function requireVideo(connection: DuckDBConnection, video: string): Promise<number[]> {
  const isIt = (column: string) =>
    /[*?]/.test(video) ? `${column} GLOB $video OR ${column} = $video` : `${column} = $video`;
  const rows = await rowsOf<{ runNo: number | null }>(connection, {
    sql: `SELECT r.run_no AS "runNo"
          FROM (
            SELECT video_id FROM videos WHERE ${isIt('video_id')}
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
