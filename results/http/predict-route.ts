import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseConfig } from '../../shared/config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { parseLabelList } from '../../shared/label-list.ts';
import { parseSize } from '../../shared/network-size.ts';
import {
  MAX_PICTURE_BYTES,
  MAX_PICTURE_SECONDS,
  PICTURE_SECONDS,
  type PictureQueue,
  pictureQuestionSchema,
  predictionOf,
  predictionSchema,
} from '../../shared/picture.ts';
import { DEFAULT_MODEL, runSettingsSchema } from '../../shared/run.ts';
import { number, optional, parsed } from '../query/filter/fields.ts';
import { type About, answersJson } from './about.ts';
import { rawFilterOf } from './parameters.ts';

const { confidence, iou } = runSettingsSchema.unwrap().parse({});
const share = (initial: number) => number.pipe(z.number().max(1)).default(initial).describe('a number in 0..1');

/** The parameters, called as `predict`'s flags. */
export const parametersSchema = z.strictObject({
  image: z.string().default('-').describe('how the picture is called in the answer'),
  model: z.string().min(1).default(DEFAULT_MODEL).describe('the name of a model'),
  size: optional(parsed(parseSize), 'N or WxH, multiples of 32'),
  letterbox: z
    .enum(['true', 'false'])
    .transform((text) => text === 'true')
    .default(false)
    .describe('true or false'),
  confidence: share(confidence),
  iou: share(iou),
  classes: parsed(parseLabelList)
    .default([])
    .describe('labels, separated by commas; one that holds a comma in double quotes'),
  timeout: number
    .pipe(z.number().positive().max(MAX_PICTURE_SECONDS))
    .default(PICTURE_SECONDS)
    .describe(`seconds, above 0, at most ${MAX_PICTURE_SECONDS}`),
});

const about: About = {
  summary: 'What is found in one picture, before all recordings; nothing is stored',
  topic: 'pictures',
  parameters: parametersSchema,
  body: 'bytes',
  answers: answersJson(predictionSchema),
};

/**
 * `POST /v1/predict`: a picture in the body, what is found in it in the answer. Its body may be of any type and as long as a picture
 * may be, unlike those of the other routes.
 */
export function predictRoute(app: FastifyInstance, pictures: PictureQueue): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MAX_PICTURE_BYTES }, (_request, body, done) =>
    done(null, body),
  );
  app.post('/v1/predict', { bodyLimit: MAX_PICTURE_BYTES, config: { about } }, async (request, reply) => {
    const { image, model, size, letterbox, timeout, ...others } = parseConfig(parametersSchema, rawFilterOf(request));
    if (!Buffer.isBuffer(request.body) || request.body.length === 0) {
      throw new ConfigError('CONFIG_INVALID', 'Expected a picture in the body of the request, got nothing.');
    }
    const question = pictureQuestionSchema.parse({
      model: { modelId: model, modelSha256: null },
      settings: { ...others, size, resize: letterbox ? 'letterbox' : null },
    });
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const started = performance.now();
    const found = await pictures.ask(question, request.body, { timeoutMs: 1000 * timeout, signal: gone.signal });
    return predictionOf(image, found, performance.now() - started);
  });
}
