import type { DuckDBConnection } from '@duckdb/node-api';
import type { Size } from '../../shared/geometry.ts';
import { numberList } from '../query/sql.ts';
import { rowsOf } from './rows.ts';

/** A run, and the picture of its video as shown. */
export interface NamedVideo extends Size {
  readonly runNo: number;
  readonly videoId: string;
  /** Id, addresses and file names of the video. */
  readonly names: readonly string[];
  /** Whether some of the run's frames have another size. */
  readonly hasOwnSizes: boolean;
}

/** Id and addresses of a video `v`, as JSON, where `PLACES_JOIN` is joined to it. */
export const NAMES = 'to_json(list_prepend(v.video_id, list_prepend(v.uri, coalesce(p.uris, []))))';
export const PLACES_JOIN =
  'LEFT JOIN (SELECT video_id, list(uri ORDER BY uri) AS uris FROM places GROUP BY video_id) p USING (video_id)';

/** The videos of runs under all their names. @param runNos - `null`: of all runs */
export async function namedVideos(
  connection: DuckDBConnection,
  runNos: readonly number[] | null,
): Promise<NamedVideo[]> {
  const ofRuns = (table: string) => (runNos ? `${table}.run_no IN ${numberList(runNos)}` : 'true');
  const rows = await rowsOf<Omit<NamedVideo, 'names'> & { readonly names: string }>(connection, {
    sql: `
      SELECT r.run_no AS "runNo", v.video_id AS "videoId", v.width, v.height, o.run_no IS NOT NULL AS "hasOwnSizes",
        ${NAMES} AS names
      FROM runs r JOIN videos v USING (video_id)
      ${PLACES_JOIN}
      LEFT JOIN (SELECT DISTINCT run_no FROM frames WHERE width IS NOT NULL AND ${ofRuns('frames')}) o ON o.run_no = r.run_no
      WHERE ${ofRuns('r')}
      ORDER BY r.run_no`,
    values: {},
  });
  return rows.map(({ names, ...row }) => ({ ...row, names: allNames(JSON.parse(names) as string[]) }));
}

/** The same with file names. */
export function allNames(names: readonly string[]): string[] {
  return [...new Set(names.flatMap((name) => [name, name.split(/[/\\]/).at(-1)!]))];
}
