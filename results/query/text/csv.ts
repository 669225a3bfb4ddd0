import { plainText } from './plain-text.ts';

/** Comma-separated values with a heading, as RFC 4180 has them but for line ends (LF). */
export async function* csv(
  batches: AsyncIterable<readonly Readonly<Record<string, unknown>>[]>,
): AsyncGenerator<string> {
  let columns: string[] | null = null;
  for await (const rows of batches) {
    if (!rows[0]) continue;
    if (!columns) {
      columns = Object.keys(rows[0]);
      yield `${columns.map(quoted).join(',')}\n`;
    }
    const names = columns;
    yield rows.map((row) => `${names.map((name) => quoted(plainText(row[name]))).join(',')}\n`).join('');
  }
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
