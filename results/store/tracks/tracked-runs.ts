import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryError } from '../../../shared/errors.ts';
import type { ObjectFilter } from '../../analysis/questions/track-filters.ts';
import { isPresentSet } from '../../query/present-tracks.ts';
import { numberList } from '../../query/sql.ts';
import { allNames, NAMES, PLACES_JOIN } from '../named-videos.ts';
import { KnownLabels } from '../resolve-labels.ts';
import { resolveRuns } from '../resolve-runs.ts';
import { rowsOf } from '../rows.ts';

/** A complete run that is asked for. */
export interface TrackedRun {
  readonly runNo: number;
  readonly runId: string;
  readonly videoId: string;
  readonly generation: number;
  /** Microseconds since 1970; `null` where a store of an older version does not tell. */
  readonly completedAt: number | null;
  /** Of the video, as shown. */
  readonly width: number;
  readonly height: number;
  /** Id, addresses and file names of the video. */
  readonly names: readonly string[];
  /** Whether its tracks are there, of its present detections and the present settings. */
  readonly isTracked: boolean;
}

type RunRow = Omit<TrackedRun, 'names'> & { readonly names: string; readonly state: string };

/**
 * The runs that are asked for, oldest first; such as are not complete are left out unless they are named.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`, `QUERY_INVALID` (a run that is named and not complete, an unknown label)
 */
export async function trackedRuns(
  connection: DuckDBConnection,
  { run, video, label }: Pick<ObjectFilter, 'run' | 'video' | 'label'>,
): Promise<TrackedRun[]> {
  const runNos = await resolveRuns(connection, { run, video });
  await new KnownLabels(connection, runNos).numbersOf('label', label);
  const rows = await rowsOf<RunRow>(connection, {
    sql: `
      SELECT r.run_no AS "runNo", r.run_id AS "runId", v.video_id AS "videoId", r.generation::DOUBLE AS generation,
        epoch_us(r.completed_at)::DOUBLE AS "completedAt", v.width, v.height, r.state,
        ${NAMES} AS names,
        coalesce(${isPresentSet('s', 'r')}, false) AS "isTracked"
      FROM (SELECT * FROM runs ${runNos ? `WHERE run_no IN ${numberList(runNos)}` : ''}) r
      JOIN videos v USING (video_id)
      ${PLACES_JOIN}
      LEFT JOIN track_sets s USING (run_no)
      ORDER BY r.run_no`,
    values: {},
  });
  const open = rows.find(({ state }) => state !== 'complete');
  if (open && run !== null) {
    throw new QueryError(
      'QUERY_INVALID',
      `Expected \`run\` to be a complete run, since what comes later decides about objects too, got \`${open.runId}\`, which is open: let \`framefleet detect\` end it.`,
    );
  }
  return rows
    .filter(({ state }) => state === 'complete')
    .map(({ state: _, names, ...row }) => ({ ...row, names: allNames(JSON.parse(names) as string[]) }));
}
