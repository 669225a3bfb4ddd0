import type { DuckDBConnection } from '@duckdb/node-api';

/** One step of the schema. What it says is never changed once a version of the program has written stores with it. */
export interface Migration {
  /** Counts up from 1 without gaps. */
  readonly version: number;
  /** Takes a store of the version before to this one, inside a transaction. */
  apply(connection: DuckDBConnection): Promise<void>;
}
