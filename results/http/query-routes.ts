import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { QueryError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { jsonArray, ndjson } from '../query/row-text.ts';
import { rawFilterOf } from './parameters.ts';

const FORMATS = {
  ndjson: { contentType: 'application/x-ndjson', encode: ndjson },
  json: { contentType: 'application/json; charset=utf-8', encode: jsonArray },
} as const;

/** Questions about detections. Their answers are streamed: however long, they take little memory. */
export function queryRoutes(app: FastifyInstance, reader: ResultsReader, logger: Logger): void {
  app.get('/detections', async (request, reply) => {
    const { format = 'ndjson', ...filter } = rawFilterOf(request);
    if (format !== 'ndjson' && format !== 'json') {
      throw new QueryError('QUERY_INVALID', `Expected \`format\` to be ndjson or json, got \`${format}\`.`);
    }
    const { contentType, encode } = FORMATS[format];
    const body = Readable.from(encode(await reader.detections(filter)), { objectMode: false, highWaterMark: 1 << 16 });
    body.on('error', (error) => logger.warn({ err: error }, 'answer broken off'));
    return reply.type(contentType).send(body);
  });

  app.get('/counts', (request) => reader.counts(rawFilterOf(request)));
}
