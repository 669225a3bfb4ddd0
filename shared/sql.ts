import { z } from 'zod';

/** Letters that a statement may have. */
export const MAX_SQL_LETTERS = 20_000;

/** Letters that a row may have as JSON, whoever asks for it. */
export const MAX_ROW_LETTERS = 1 << 20;

/** A row that answers a statement: values by the names of its columns, as JSON has them. */
export const sqlRowSchema = z.record(z.string(), z.unknown()).readonly();
export type SqlRow = z.output<typeof sqlRowSchema>;

/** A statement as it is sent. */
export const sqlRequestSchema = z.strictObject({
  sql: z.string().min(1).describe('one SELECT over the views of the store'),
});

/** Statements of SQL to the store, whichever road they take. */
export interface SqlReader {
  /**
   * The rows that answer one SELECT over the views, in batches; what is wrong with it is told before the first.
   *
   * @throws {QueryError} `QUERY_INVALID` for what is no such SELECT, `QUERY_TOO_LARGE`
   */
  rows(sql: string): Promise<AsyncIterableIterator<readonly SqlRow[]>>;
  close(): Promise<void>;
}
