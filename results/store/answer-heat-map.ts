import type { DuckDBConnection } from '@duckdb/node-api';
import type { HeatCell } from '../../shared/questions.ts';
import type { HeatMapFilter } from '../query/filter/filters.ts';
import { heatMapQuery } from '../query/heat-map/heat-map-query.ts';
import { resolveFilter } from './resolve-filter.ts';
import { rowsOf } from './rows.ts';

/**
 * Where in the picture detections lie, by label and cell.
 *
 * @throws {QueryError} `RUN_NOT_FOUND`, `QUERY_INVALID` (names)
 */
export async function answerHeatMap(connection: DuckDBConnection, filter: HeatMapFilter): Promise<HeatCell[]> {
  const { filter: resolved } = await resolveFilter(connection, filter);
  return rowsOf<HeatCell>(connection, heatMapQuery(resolved, filter));
}
