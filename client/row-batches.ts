import type { z } from 'zod';
import { linesOf } from './lines.ts';
import type { ResultsTransport } from './results-transport.ts';

const ROWS_PER_BATCH = 1000;

/**
 * The rows of a streamed answer, checked one by one, in batches.
 *
 * @throws {StoreError} `STORE_UNREACHABLE` when it breaks off or is none of ours
 */
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
