import type { SqlRow } from '../../shared/sql.ts';
import type { LakeColumn } from './lake-tables.ts';
import type { Scratch } from './scratch.ts';

/** A SELECT over the store's views. */
export interface ViewStatement {
  /** Those that it reads. */
  readonly views: readonly string[];
  readonly sql: string;
}

/** What is to become of the rows of a statement. */
export interface Gathering {
  /** The table of the scratch database, with these columns. */
  readonly table: string;
  readonly columns: readonly Pick<LakeColumn, 'name' | 'type'>[];
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** A store whose runs go into a lake, whichever road leads to it. */
export interface LakeSource {
  rows(statement: ViewStatement): AsyncIterable<readonly SqlRow[]>;
  /** Adds the rows of a statement to a table; its columns are those of the table, of the same types, in the same order. */
  gather(statement: ViewStatement, scratch: Scratch, gathering: Gathering): Promise<void>;
  close(): Promise<void>;
}
