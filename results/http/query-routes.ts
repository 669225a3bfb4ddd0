import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { frameRowSchema, runVideoSchema } from '../../shared/frame-rows.ts';
import type { Logger } from '../../shared/logging.ts';
import {
  answerSchemaOf,
  countRowSchema,
  coverageFilterOf,
  coverageRowSchema,
  detectionRowSchema,
  heatCellSchema,
  type RawFilter,
  rowCursorSchema,
  segmentRowSchema,
} from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { dayRowSchema, timelineSchema } from '../../shared/timeline.ts';
import { CursorTrail } from '../query/filter/cursor.ts';
import {
  countFilterSchema,
  coverageFilterSchema,
  cursorFilterSchema,
  daysFilterSchema,
  framesFilterSchema,
  heatMapFilterSchema,
  parseQueryFilter,
  queryFilterSchema,
  runFilterSchema,
  segmentFilterSchema,
  timelineFilterSchema,
} from '../query/filter/filters.ts';
import { batchOf, jsonAnswer } from '../query/text/row-text.ts';
import { type About, answersJson, JSON_TYPE, NDJSON, withFormat } from './about.ts';
import { askedOf, sendRows } from './answer.ts';
import type { Ask } from './answerers.ts';
import { rawFilterOf } from './parameters.ts';

const questions = { topic: 'questions' } as const;
/** Rows, a line each, or with where they go on and what was looked at. */
const withAnswer = (row: z.ZodType): About['answers'] => ({ [NDJSON]: row, [JSON_TYPE]: answerSchemaOf(row) });

const ABOUT = {
  detections: {
    ...questions,
    summary: 'Detections, one a row',
    parameters: withFormat(queryFilterSchema),
    answers: withAnswer(detectionRowSchema),
  },
  cursor: {
    ...questions,
    summary: 'Where a list of detections goes on behind its first rows, and how many it has',
    parameters: cursorFilterSchema,
    answers: answersJson(rowCursorSchema),
  },
  counts: {
    ...questions,
    summary: 'How many detections in how many frames, by one or several groups',
    parameters: withFormat(countFilterSchema),
    answers: withAnswer(countRowSchema),
  },
  segments: {
    ...questions,
    summary: 'The stretches in which something is seen, or a condition holds',
    parameters: withFormat(segmentFilterSchema),
    answers: withAnswer(segmentRowSchema),
  },
  timeline: {
    ...questions,
    summary: 'What was found and what was looked at, in bins of equal length',
    parameters: timelineFilterSchema,
    answers: answersJson(timelineSchema),
  },
  days: {
    ...questions,
    summary: 'What was found on each day that was looked at',
    parameters: withFormat(daysFilterSchema),
    answers: { [NDJSON]: dayRowSchema, [JSON_TYPE]: z.array(dayRowSchema) },
  },
  coverage: {
    ...questions,
    summary: 'What was looked at, and what was not and why',
    parameters: withFormat(coverageFilterSchema),
    answers: { [NDJSON]: coverageRowSchema, [JSON_TYPE]: z.array(coverageRowSchema) },
  },
  frames: {
    ...questions,
    summary: 'The frames that were looked at, each with what was detected in it, also where that is nothing',
    parameters: withFormat(framesFilterSchema),
    answers: { [NDJSON]: frameRowSchema, [JSON_TYPE]: z.array(frameRowSchema) },
  },
  heatMap: {
    ...questions,
    summary: 'How many detections lie in each cell of the picture, by label',
    parameters: withFormat(heatMapFilterSchema),
    answers: { [NDJSON]: heatCellSchema, [JSON_TYPE]: z.array(heatCellSchema) },
  },
  runVideos: {
    ...questions,
    summary: 'Size, rate, place and labels of the video of each run',
    parameters: withFormat(runFilterSchema),
    answers: { [NDJSON]: runVideoSchema, [JSON_TYPE]: z.array(runVideoSchema) },
  },
  oldDetections: {
    ...questions,
    summary: 'Detections, one a row; as JSON an array',
    parameters: withFormat(queryFilterSchema),
    answers: { [NDJSON]: detectionRowSchema, [JSON_TYPE]: z.array(detectionRowSchema) },
  },
  oldCounts: {
    ...questions,
    summary: 'Counts as a JSON array',
    parameters: countFilterSchema,
    answers: answersJson(z.array(countRowSchema)),
  },
} as const satisfies Record<string, About>;

/** Questions about detections. */
export function queryRoutes(app: FastifyInstance, ask: Ask, logger: Logger): void {
  app.get('/v1/detections', { config: { about: ABOUT.detections } }, async (request, reply) => {
    const { reader } = ask(reply);
    const { format, filter } = askedOf(request);
    const { cursor, limit } = parseQueryFilter(filter);
    const trail = new CursorTrail(cursor);
    const rows = trail.follow(await reader.detections(filter));
    const json = withEnd(reader, filter, () => trail.next(limit));
    return sendRows(reply, { format, logger, rows, json });
  });

  app.get('/v1/detections/cursor', { config: { about: ABOUT.cursor } }, (request, reply) =>
    ask(reply).reader.cursor(rawFilterOf(request)),
  );

  app.get('/v1/frames', { config: { about: ABOUT.frames } }, async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: await ask(reply).reader.frames(filter) });
  });

  for (const name of ['counts', 'segments'] as const) {
    app.get(`/v1/${name}`, { config: { about: ABOUT[name] } }, async (request, reply) => {
      const { reader } = ask(reply);
      const { format, filter } = askedOf(request);
      const rows = batchOf<object>(await reader[name](filter));
      return sendRows(reply, { format, logger, rows, json: withEnd(reader, filter, () => null) });
    });
  }

  app.get('/v1/timeline', { config: { about: ABOUT.timeline } }, (request, reply) =>
    ask(reply).reader.timeline(rawFilterOf(request)),
  );

  app.get('/v1/days', { config: { about: ABOUT.days } }, async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: batchOf(await ask(reply).reader.days(filter)) });
  });

  app.get('/v1/coverage', { config: { about: ABOUT.coverage } }, async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: batchOf(await ask(reply).reader.coverage(filter)) });
  });

  app.get('/v1/heat-map', { config: { about: ABOUT.heatMap } }, async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: batchOf(await ask(reply).reader.heatMap(filter)) });
  });

  app.get('/v1/run-videos', { config: { about: ABOUT.runVideos } }, async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: batchOf(await ask(reply).reader.runVideos(filter)) });
  });

  app.get('/detections', { config: { about: ABOUT.oldDetections } }, async (request, reply) => {
    const { format, filter } = askedOf(request);
    return sendRows(reply, { format, logger, rows: await ask(reply).reader.detections(filter) });
  });

  app.get('/counts', { config: { about: ABOUT.oldCounts } }, (request, reply) =>
    ask(reply).reader.counts(askedOf(request).filter),
  );
}

/** JSON that says behind the rows where they go on and what was looked at. */
function withEnd(reader: ResultsReader, filter: RawFilter, next: () => string | null) {
  const end = async () => ({ next: next(), coverage: await reader.coverage(coverageFilterOf(filter)) });
  return (rows: AsyncIterable<readonly object[]>) => jsonAnswer(rows, end);
}
