import type { FastifyInstance } from 'fastify';
import type { Logger } from '../../shared/logging.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import { askedOf, sendRows } from './answer.ts';

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
      const { format, filter } = askedOf(request);
      return sendRows(reply, { format, logger, rows: await ask(filter) });
    });
  }
}
