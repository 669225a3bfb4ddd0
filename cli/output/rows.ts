import { jsonArray as json, ndjson } from '../../results/query/row-text.ts';
import { csv } from './csv.ts';
import type { Format } from './formats.ts';
import type { Row } from './row.ts';
import { table } from './table.ts';

/** The text of rows in a format, piece by piece as the rows come. A table comes in parts of one batch each. */
export function encodeRows(batches: AsyncIterable<readonly Row[]>, format: Format): AsyncGenerator<string> {
  return { table, json, ndjson, csv }[format](batches);
}
