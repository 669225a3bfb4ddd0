import type { FastifyInstance } from 'fastify';
import type { Logger } from '../../shared/logging.ts';
import { coverageFilterOf, type RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { CursorTrail } from '../query/filter/cursor.ts';
import { parseQueryFilter } from '../query/filter/filters.ts';
import { batchOf, jsonAnswer } from '../query/text/row-text.ts';
import { askedOf, sendRows } from './answer.ts';
import { rawFilterOf } from './parameters.ts';

/** Questions about detections. */
export function queryRoutes(app: FastifyInstance, reader: ResultsReader, logger: Logger): void {
  app.get('/detections', async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: await reader.detections(filter) });
  });

  app.get('/counts', (request) => reader.counts(rawFilterOf(request)));

  app.get('/v1/detections', async (request, reply) => {
    const { format, filter } = askedOf(request);
    const { cursor, limit } = parseQueryFilter(filter);
    const trail = new CursorTrail(cursor);
    const rows = trail.follow(await reader.detections(filter));
    const json = withEnd(filter, () => trail.next(limit));
    return sendRows(reply, { format, logger, rows, json });
  });

  app.get('/v1/frames', async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: await reader.frames(filter) });
  });

  const questions = {
    counts: (filter: RawFilter) => reader.counts(filter),
    segments: (filter: RawFilter) => reader.segments(filter),
  };
  for (const [name, ask] of Object.entries(questions)) {
    app.get(`/v1/${name}`, async (request, reply) => {
      const { format, filter } = askedOf(request);
      return sendRows(reply, { format, logger, rows: batchOf(await ask(filter)), json: withEnd(filter, () => null) });
    });
  }

  app.get('/v1/coverage', async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: batchOf(await reader.coverage(filter)) });
  });

  app.get('/v1/run-videos', async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: batchOf(await reader.runVideos(filter)) });
  });

  /** JSON that says behind the rows where they go on and what was looked at. */
  function withEnd(filter: RawFilter, next: () => string | null) {
    const end = async () => ({ next: next(), coverage: await reader.coverage(coverageFilterOf(filter)) });
    return (rows: AsyncIterable<readonly object[]>) => jsonAnswer(rows, end);
  }
}
