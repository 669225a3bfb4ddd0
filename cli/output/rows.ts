import { jsonArray as json, ndjson } from '../../results/query/row-text.ts';
import { csv } from './csv.ts';
import type { Format } from './formats.ts';
import { table } from './table.ts';

/** A row to print; nested values are printed as JSON. */
export type Row = Readonly<Record<string, unknown>>;

/** The text of rows in a format, piece by piece as the rows come. A table comes in parts of one batch each. */
export function encodeRows(batches: AsyncIterable<readonly Row[]>, format: Format): AsyncGenerator<string> {
  return { table, json, ndjson, csv }[format](batches);
}
