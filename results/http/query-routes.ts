import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { QueryError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import { COVERAGE_FILTERS, type RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { CursorTrail } from '../query/filter/cursor.ts';
import { parseQueryFilter } from '../query/filter/filters.ts';
import { jsonAnswer, jsonArray, ndjson } from '../query/text/row-text.ts';
import { rawFilterOf } from './parameters.ts';

type Format = 'ndjson' | 'json';

const CONTENT_TYPES = { ndjson: 'application/x-ndjson', json: 'application/json; charset=utf-8' } as const;

/** Questions about detections. Their answers are streamed: however long, they take little memory. */
export function queryRoutes(app: FastifyInstance, reader: ResultsReader, logger: Logger): void {
  const send = (reply: FastifyReply, format: Format, text: AsyncIterable<string>) => {
    const body = Readable.from(text, { objectMode: false, highWaterMark: 1 << 16 });
    body.on('error', (error) => logger.warn({ err: error }, 'answer broken off'));
    return reply.type(CONTENT_TYPES[format]).send(body);
  };

  app.get('/detections', async (request, reply) => {
    const { format, filter } = asked(request);
    const rows = await reader.detections(filter);
    return send(reply, format, format === 'json' ? jsonArray(rows) : ndjson(rows));
  });

  app.get('/counts', (request) => reader.counts(rawFilterOf(request)));

  app.get('/v1/detections', async (request, reply) => {
    const { format, filter } = asked(request);
    const { cursor, limit } = parseQueryFilter(filter);
    const trail = new CursorTrail(cursor);
    const rows = followed(await reader.detections(filter), trail);
    return send(reply, format, format === 'ndjson' ? ndjson(rows) : jsonAnswer(rows, () => end(filter, trail, limit)));
  });

  const questions = {
    counts: (filter: RawFilter) => reader.counts(filter),
    segments: (filter: RawFilter) => reader.segments(filter),
  };
  for (const [name, ask] of Object.entries(questions)) {
    app.get(`/v1/${name}`, async (request, reply) => {
      const { format, filter } = asked(request);
      const rows = batchOf(await ask(filter));
      return send(reply, format, format === 'ndjson' ? ndjson(rows) : jsonAnswer(rows, () => end(filter)));
    });
  }

  app.get('/v1/coverage', async (request, reply) => {
    const { format, filter } = asked(request);
    const rows = batchOf(await reader.coverage(filter));
    return send(reply, format, format === 'json' ? jsonArray(rows) : ndjson(rows));
  });

  async function end(filter: RawFilter, trail: CursorTrail | null = null, limit: number | null = null) {
    const coverage = await reader.coverage(
      Object.fromEntries(Object.entries(filter).filter(([name]) => COVERAGE_FILTERS.includes(name))),
    );
    return { next: trail?.next(limit) ?? null, coverage };
  }
}

/** @throws {QueryError} `QUERY_INVALID` */
function asked(request: FastifyRequest): { readonly format: Format; readonly filter: RawFilter } {
  const { format = 'ndjson', ...filter } = rawFilterOf(request);
  if (format === 'ndjson' || format === 'json') return { format, filter };
  throw new QueryError('QUERY_INVALID', `Expected \`format\` to be ndjson or json, got \`${format}\`.`);
}

async function* followed<R extends { readonly runId: string; readonly frameIndex: number }>(
  batches: AsyncIterable<readonly R[]>,
  trail: CursorTrail,
): AsyncGenerator<readonly R[]> {
  for await (const rows of batches) {
    trail.add(rows);
    yield rows;
  }
}

async function* batchOf(rows: readonly object[]): AsyncGenerator<readonly object[]> {
  yield rows;
}
