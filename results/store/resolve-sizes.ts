import type { DuckDBConnection } from '@duckdb/node-api';
import type { Size } from '../../shared/geometry.ts';
import { cornersInPixels } from '../../shared/shape.ts';
import type { ResolvedFilter } from '../query/match/resolved-filter.ts';
import { numberList } from '../query/sql.ts';
import { rowsOf } from './rows.ts';

type Places = Pick<ResolvedFilter, 'zone' | 'area'>;

/**
 * The size of all frames of some runs, where they have but one: per cent of it are pixels, and no row has to be held against the
 * size of its own frame.
 *
 * @returns `null` where they have several, or where nothing is asked in per cent
 */
export async function commonSize(
  connection: DuckDBConnection,
  { zone, area }: Places,
  runNos: readonly number[] | null,
): Promise<Size | null> {
  if (area?.unit !== 'percent' && !zone?.some(({ unit }) => unit === 'percent')) return null;
  const of = (table: string) => (runNos ? `${table}.run_no IN ${numberList(runNos)}` : 'true');
  const sizes = await rowsOf<Size>(connection, {
    sql: `SELECT DISTINCT width, height FROM (
        SELECT v.width, v.height FROM runs JOIN videos v USING (video_id) WHERE ${of('runs')}
        UNION ALL
        SELECT width, height FROM frames WHERE width IS NOT NULL AND ${of('frames')}
      ) LIMIT 2`,
    values: {},
  });
  return sizes.length === 1 ? sizes[0]! : null;
}

/** The same places in pixels, where the size is known. */
export function inPixels({ zone, area }: Places, size: Size | null): Places {
  if (size === null) return { zone, area };
  const { width, height } = size;
  const scaled = (number: number | null) => (number === null ? null : (number * (width * height)) / 100);
  return {
    zone: zone?.map((one) => ({ ...one, unit: 'pixels', corners: cornersInPixels(one, size) })) ?? null,
    area: area?.unit === 'percent' ? { unit: 'pixels', least: scaled(area.least), most: scaled(area.most) } : area,
  };
}
