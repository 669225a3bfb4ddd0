import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { QueryError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import { jsonArray, ndjson } from '../query/text/row-text.ts';
import { rawFilterOf } from './parameters.ts';

const FORMATS = {
  ndjson: { contentType: 'application/x-ndjson', encode: ndjson },
  json: { contentType: 'application/json; charset=utf-8', encode: jsonArray },
} as const;

/** Questions about objects: `/v1/tracks`, `/v1/track-boxes`, `/v1/visits`, `/v1/crossings`, streamed run by run. */
export function trackRoutes(app: FastifyInstance, reader: TracksReader, logger: Logger): void {
  const questions: Record<string, (filter: RawFilter) => Promise<AsyncIterable<readonly object[]>>> = {
    tracks: (filter) => reader.tracks(filter),
    'track-boxes': (filter) => reader.boxes(filter),
    visits: (filter) => reader.visits(filter),
    crossings: (filter) => reader.crossings(filter),
  };
  for (const [name, ask] of Object.entries(questions)) {
    app.get(`/v1/${name}`, async (request, reply) => {
      const { format = 'ndjson', ...filter } = rawFilterOf(request);
      if (format !== 'ndjson' && format !== 'json') {
        throw new QueryError('QUERY_INVALID', `Expected \`format\` to be ndjson or json, got \`${format}\`.`);
      }
      const { contentType, encode } = FORMATS[format];
      const rows = (await ask(filter)) as AsyncIterable<object[]>;
      const body = Readable.from(encode(rows), { objectMode: false, highWaterMark: 1 << 16 });
      body.on('error', (error) => logger.warn({ err: error }, 'answer broken off'));
      return reply.type(contentType).send(body);
    });
  }
}
