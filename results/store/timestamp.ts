import { DuckDBTimestampValue } from '@duckdb/node-api';

/** Whole microseconds, which is what a TIMESTAMP holds. @param milliseconds - since the epoch */
export function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1000);
}

/** @param milliseconds - since the epoch */
export function timestampOf(milliseconds: number): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(microseconds(milliseconds)));
}
