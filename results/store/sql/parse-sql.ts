import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import { QueryError } from '../../../shared/errors.ts';
import { MAX_SQL_LETTERS } from '../../../shared/sql.ts';
import { type ReadStatement, readStatement } from '../../query/sql-views/read-statement.ts';
import { rowsOf } from '../rows.ts';

const parsedSchema = z.discriminatedUnion('error', [
  z.object({ error: z.literal(false), statements: z.array(z.record(z.string(), z.unknown())) }),
  z.object({
    error: z.literal(true),
    error_type: z.string(),
    error_message: z.string(),
    position: z.coerce.number().optional(),
  }),
]);

/**
 * What a statement reads. It is parsed by the DuckDB that will run it, and not run.
 *
 * @throws {QueryError} `QUERY_INVALID` for what is no SELECT, for several, and for what `readStatement` refuses
 */
export async function parseSql(connection: DuckDBConnection, sql: string): Promise<ReadStatement> {
  if (sql.length > MAX_SQL_LETTERS) {
    throw new QueryError('QUERY_INVALID', `Expected SQL of at most ${MAX_SQL_LETTERS} letters, got ${sql.length}.`);
  }
  const [row] = await rowsOf<{ tree: string }>(connection, {
    sql: 'SELECT json_serialize_sql($sql::VARCHAR)::VARCHAR AS tree',
    values: { sql },
  });
  const parsed = parsedSchema.parse(JSON.parse(row!.tree));
  if (parsed.error) throw refused(sql, parsed);
  const [statement] = parsed.statements;
  if (parsed.statements.length !== 1 || !statement) {
    throw new QueryError('QUERY_INVALID', `Expected one SELECT, got ${parsed.statements.length} statements.`);
  }
  return readStatement(statement);
}

function refused(
  sql: string,
  { error_type: type, error_message: message, position }: Extract<z.output<typeof parsedSchema>, { error: true }>,
): QueryError {
  if (type !== 'parser' && type !== 'syntax') {
    const [word = ''] = /[a-z]+/i.exec(withoutComments(sql)) ?? [];
    return new QueryError(
      'QUERY_INVALID',
      `Expected one SELECT, got \`${word.toUpperCase()}\`: SQL only reads here, and changes no setting.`,
    );
  }
  const place = position === undefined ? '' : ` (${placeOf(sql, position)})`;
  return new QueryError('QUERY_INVALID', `Expected SQL, got a text with a fault${place}: ${message}.`);
}

/** @param position - counted in letters from 0 */
function placeOf(sql: string, position: number): string {
  const before = sql.slice(0, position).split('\n');
  return `line ${before.length}, column ${before.at(-1)!.length + 1}`;
}

function withoutComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
}
