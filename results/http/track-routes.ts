import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Logger } from '../../shared/logging.ts';
import type { RawFilter } from '../../shared/questions.ts';
import {
  crossingRowSchema,
  type TracksReader,
  trackBoxRowSchema,
  trackRowSchema,
  visitRowSchema,
} from '../../shared/tracks.ts';
import { crossingSchema, trackSchema, visitSchema } from '../analysis/questions/track-filters.ts';
import { type About, JSON_TYPE, NDJSON, withFormat } from './about.ts';
import { askedOf, sendRows } from './answer.ts';
import type { Ask } from './answerers.ts';

interface Question {
  readonly about: About;
  readonly rowsOf: (reader: TracksReader, filter: RawFilter) => Promise<AsyncIterable<readonly object[]>>;
}

const about = (summary: string, parameters: z.ZodObject, row: z.ZodType): About => ({
  ...{ summary, topic: 'objects', parameters: withFormat(parameters) },
  answers: { [NDJSON]: row, [JSON_TYPE]: z.array(row) },
});

const QUESTIONS: Readonly<Record<string, Question>> = {
  tracks: {
    about: about('Objects: detections joined over time', trackSchema, trackRowSchema),
    rowsOf: (reader, filter) => reader.tracks(filter),
  },
  'track-boxes': {
    about: about('Where the objects that `/v1/tracks` lists were, frame by frame', trackSchema, trackBoxRowSchema),
    rowsOf: (reader, filter) => reader.boxes(filter),
  },
  visits: {
    about: about('How long objects stayed in zones', visitSchema, visitRowSchema),
    rowsOf: (reader, filter) => reader.visits(filter),
  },
  crossings: {
    about: about('Which objects went over lines, which way and when', crossingSchema, crossingRowSchema),
    rowsOf: (reader, filter) => reader.crossings(filter),
  },
};

/** Questions about objects: `/v1/tracks`, `/v1/track-boxes`, `/v1/visits`, `/v1/crossings`, streamed run by run. */
export function trackRoutes(app: FastifyInstance, ask: Ask, logger: Logger): void {
  for (const [name, { about: said, rowsOf }] of Object.entries(QUESTIONS)) {
    app.get(`/v1/${name}`, { config: { about: said } }, async (request, reply) => {
      const { format, filter } = askedOf(request);
      return sendRows(reply, { format, logger, rows: await rowsOf(ask(reply).tracks, filter) });
    });
  }
}
