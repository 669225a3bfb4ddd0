import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseConfig } from '../../shared/config.ts';
import { InputError, QueryError } from '../../shared/errors.ts';
import type { FramePictures } from '../../shared/frame-pictures.ts';
import { type FrameTimes, frameTimesSchema } from '../../shared/frame-times.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { coverageFields } from '../query/filter/fields.ts';
import { isOrdered, ordered } from '../query/filter/filters.ts';
import { type About, answersJson } from './about.ts';
import { videoNamed } from './named-video.ts';
import { rawFilterOf } from './parameters.ts';

/** A minute of the fastest cameras. */
const MOST_FRAMES = 100_000;
/** A source of many gigabytes takes longer; what was begun goes on, and is there for who asks again. */
const WAIT_MS = 20_000;

const parametersSchema = z
  .strictObject({ from: coverageFields.from, to: coverageFields.to })
  .refine(isOrdered, ordered);

const about: About = {
  ...{ summary: 'When each frame of the recorded source of a video is shown', topic: 'pictures' },
  ...{ parameters: parametersSchema, answers: answersJson(frameTimesSchema) },
};

/** `GET /v1/videos/ID/frame-times`: also of frames that no run has looked at. */
export function frameTimesRoute(
  app: FastifyInstance,
  { frames, reader }: { readonly frames: Pick<FramePictures, 'times'>; readonly reader: ResultsReader },
): void {
  const config = { about, isQuestion: false };
  app.get<{ Params: { videoId: string } }>('/v1/videos/:videoId/frame-times', { config }, async (request) => {
    const { videoId } = request.params;
    const { from, to } = parseConfig(parametersSchema, rawFilterOf(request), undefined, 'QUERY_INVALID');
    const times = await soon(frames.times(await videoNamed(reader, videoId)));
    if (times === null || times.length === 0) {
      throw new InputError(
        'INPUT_UNREADABLE',
        `Expected a source whose packets are its frames, got another: when each frame of \`${videoId}\` is shown is known of those that were looked at alone.`,
      );
    }
    return timesWithin(times, from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY);
  });
}

/** @throws {QueryError} `QUERY_TOO_LARGE` where it takes longer */
async function soon<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined); // it may be too late to tell
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const message = `Expected the times of the frames within ${WAIT_MS / 1000} s, got none: the source is large. Ask again later.`;
    timer = setTimeout(() => reject(new QueryError('QUERY_TOO_LARGE', message)), WAIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function timesWithin(times: Float64Array, from: number, to: number): FrameTimes {
  const first = times.findIndex((seconds) => seconds >= from);
  const frames: { frameIndex: number; ptsSeconds: number }[] = [];
  for (let index = first; index >= 0 && index < times.length && frames.length < MOST_FRAMES; index++) {
    if (times[index]! >= to) break;
    frames.push({ frameIndex: index, ptsSeconds: times[index]! });
  }
  return { first: times[0]!, last: times.at(-1)!, frameCount: times.length, frames };
}
