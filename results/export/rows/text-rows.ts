import { type DetectionRow, detectionRowSchema } from '../../../shared/questions.ts';
import { csv as csvText } from '../../query/text/csv.ts';
import { ndjson as ndjsonText } from '../../query/text/row-text.ts';
import type { RowFormat } from './row-format.ts';

type Encoder = (rows: AsyncIterable<readonly DetectionRow[]>) => AsyncIterable<string>;

/** Comma-separated values, as `query --format csv` prints them; the heading is there also without rows. */
export const csv = textFormat('csv', csvText, `${fieldsOfAllRows().join(',')}\n`);

/** A line of JSON each, as `query --format ndjson` prints them. */
export const ndjson = textFormat('ndjson', ndjsonText, '');

function textFormat(name: string, encode: Encoder, withoutRows: string): RowFormat {
  return {
    name,
    async write(rows, target) {
      const file = await target.file('');
      let isEmpty = true;
      for await (const text of encode(rows)) {
        await file.write(text);
        isEmpty = false;
      }
      if (isEmpty) await file.write(withoutRows);
      await file.close();
    },
  };
}

function fieldsOfAllRows(): string[] {
  const fields = Object.entries(detectionRowSchema.unwrap().shape);
  return fields.flatMap(([name, type]) => (type.safeParse(undefined).success ? [] : name));
}
