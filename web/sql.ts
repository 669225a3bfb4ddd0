import type { Api } from './api.ts';

/** Rows of a statement, as its columns are called. */
export function askSql<Row>(api: Api, sql: string): Promise<readonly Row[]> {
  return api.send('POST', '/v1/sql?format=json', { sql });
}

/** A text as SQL writes it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
