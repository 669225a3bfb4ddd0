import { DOUBLE, type DuckDBType } from '@duckdb/node-api';
import type { SqlQuery } from '../query/sql.ts';

/**
 * Types of values that the driver would take for others: it takes a whole number for a BIGINT, also one that no BIGINT holds.
 *
 * @returns `undefined` where there is none
 */
export function typesOf(values: SqlQuery['values']): Record<string, DuckDBType> | undefined {
  const large = Object.entries(values).filter(
    ([, value]) => typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value),
  );
  return large.length === 0 ? undefined : Object.fromEntries(large.map(([name]) => [name, DOUBLE]));
}
