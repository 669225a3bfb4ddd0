import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { ResolvedFilter } from '../query/detections-in.ts';
import type { DetectionFilter, RunFilter } from '../query/filters.ts';
import { listOf, type SqlQuery } from '../query/sql.ts';
import { requireLabels } from './require-labels.ts';
import { rowsOf } from './rows.ts';
import { requireRun } from './run-rows.ts';

/**
 * Checks the names in a filter against the store.
 *
 * @throws {QueryError} `RUN_NOT_FOUND` (run, video), `QUERY_INVALID` (a label that no model of the runs asked about has)
 */
export async function resolveFilter(connection: DuckDBConnection, filter: DetectionFilter): Promise<ResolvedFilter> {
  const { video: _, ...rest } = filter;
  const { run, videoIds } = await resolveRunAndVideo(connection, filter);
  await requireLabels(connection, filter.label, runsIn(run, videoIds));
  return { ...rest, run, videoIds };
}

/** The id under which the run is stored, and the ids of the videos that bear the name asked for; `null` for those not asked for. */
export async function resolveRunAndVideo(
  connection: DuckDBConnection,
  { run, video }: Pick<RunFilter, 'run' | 'video'>,
): Promise<{ run: string | null; videoIds: string[] | null }> {
  return {
    run: run === null ? null : await requireRun(connection, run),
    videoIds: video === null ? null : await requireVideo(connection, video),
  };
}

/** Videos of that id, or that were ever seen at that place or under that file name. */
async function requireVideo(connection: DuckDBConnection, video: string): Promise<string[]> {
  const rows = await rowsOf<{ video_id: string }>(connection, {
    sql: `SELECT video_id FROM videos WHERE video_id = $video
          UNION
          SELECT video_id FROM places WHERE uri = $video OR parse_filename(uri, false, 'both_slash') = $video
          ORDER BY 1`,
    values: { video },
  });
  if (rows.length > 0) return rows.map((row) => row.video_id);
  throw new QueryError(
    'RUN_NOT_FOUND',
    `Expected \`video\` to be a video of the store (its id, address or file name), got \`${video}\`; \`framefleet runs\` lists them.`,
  );
}

/** A condition on `runs`. */
function runsIn(run: string | null, videoIds: readonly string[] | null): SqlQuery {
  const videos = videoIds && listOf('video', videoIds);
  const conditions = [run === null ? null : 'run_id = $run', videos && `video_id IN ${videos.sql}`];
  return {
    sql: conditions.filter((condition) => condition !== null).join(' AND ') || 'true',
    values: { ...(run === null ? {} : { run }), ...videos?.values },
  };
}
