import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../shared/errors.ts';
import type { DetectionFilter, RunFilter } from '../query/filters.ts';
import { listOf } from '../query/sql.ts';
import type { ResolvedFilter } from '../query/where.ts';
import { rowsOf } from './rows.ts';
import { requireRun } from './run-rows.ts';

/**
 * Checks the names in a filter against the store.
 *
 * @throws {QueryError} `RUN_NOT_FOUND` (run, video), `QUERY_INVALID` (a label that no run has stored; the stored ones are listed)
 */
export async function resolveFilter(connection: DuckDBConnection, filter: DetectionFilter): Promise<ResolvedFilter> {
  const { video, ...rest } = filter;
  const videoIds = await resolveRunAndVideo(connection, filter);
  await requireLabels(connection, filter.label);
  return { ...rest, videoIds };
}

/** Ids of the videos that bear the name asked for; `null` when none was asked for. */
export async function resolveRunAndVideo(
  connection: DuckDBConnection,
  { run, video }: Pick<RunFilter, 'run' | 'video'>,
): Promise<string[] | null> {
  if (run !== null) await requireRun(connection, run);
  if (video === null) return null;
  const rows = await rowsOf<{ video_id: string }>(connection, {
    sql: `SELECT DISTINCT video_id FROM videos
          WHERE video_id = $video OR uri = $video OR parse_filename(uri, false, 'both_slash') = $video ORDER BY 1`,
    values: { video },
  });
  if (rows.length > 0) return rows.map((row) => row.video_id);
  throw new QueryError(
    'RUN_NOT_FOUND',
    `Expected \`video\` to be a video of the store (its id, address or file name), got \`${video}\`; \`framefleet runs\` lists them.`,
  );
}

async function requireLabels(connection: DuckDBConnection, labels: readonly string[]): Promise<void> {
  if (labels.length === 0) return;
  const asked = listOf('label', labels);
  const found = await rowsOf<{ label: string }>(connection, {
    sql: `SELECT DISTINCT label FROM detections WHERE label IN ${asked.sql}`,
    values: asked.values,
  });
  const known = new Set(found.map((row) => row.label));
  const unknown = labels.filter((label) => !known.has(label));
  if (unknown.length === 0) return;
  const all = await rowsOf<{ label: string }>(connection, {
    sql: 'SELECT DISTINCT label FROM detections ORDER BY label',
    values: {},
  });
  throw new QueryError(
    'QUERY_INVALID',
    `Expected \`label\` to be among the labels stored (${all.map((row) => row.label).join(', ') || 'none yet'}), got \`${unknown.join(',')}\`.`,
  );
}
