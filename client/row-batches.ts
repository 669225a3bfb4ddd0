import type { z } from 'zod';
import type { RawFilter } from '../shared/questions.ts';
import { linesOf } from './lines.ts';
import type { ResultsTransport } from './results-transport.ts';

const ROWS_PER_BATCH = 1000;

/**
 * The rows that answer a question, checked one by one, in batches.
 *
 * @throws {StoreError} `STORE_UNREACHABLE`, also in the midst of the rows: when they break off or are none of ours
 */
export async function askRows<T extends z.ZodType>(
  transport: ResultsTransport,
  schema: T,
  path: string,
  filter: RawFilter,
): Promise<AsyncIterable<z.output<T>[]>> {
  return rowBatches(transport, schema, await transport.open(pathOf(path, filter)));
}

/** A path with a filter as its parameters. */
export function pathOf(path: string, filter: RawFilter): string {
  return `${path}?${new URLSearchParams(filter)}`;
}

/** Rows of an answer's text, a line each, checked one by one, in batches. @throws as `askRows`, in the midst of the rows */
export async function* rowBatches<T extends z.ZodType>(
  transport: ResultsTransport,
  schema: T,
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<z.output<T>[]> {
  let batch: z.output<T>[] = [];
  const lines = linesOf(body)[Symbol.asyncIterator]();
  const next = () =>
    lines.next().catch((cause: unknown) => {
      throw transport.unreachable(cause);
    });
  try {
    for (let line = await next(); !line.done; line = await next()) {
      batch.push(transport.parse(schema, line.value));
      if (batch.length === ROWS_PER_BATCH) {
        yield batch;
        batch = [];
      }
    }
    yield batch;
  } finally {
    await lines.return?.(undefined);
  }
}
