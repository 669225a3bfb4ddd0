import type { Readable } from 'node:stream';
import { checkRedis } from '../../queue/check-redis.ts';
import { type Prediction, predictionOf } from '../../shared/picture.ts';
import type { WorkEvents } from '../events.ts';
import type { ChildContext } from '../local/child-context.ts';
import { localPictures } from './local-pictures.ts';
import { pictureQuestion } from './picture-question.ts';
import { fleetPictures } from './picture-source.ts';
import type { PredictOptions } from './predict-options.ts';
import { readPicture } from './read-picture.ts';

/** Pictures under way at a time: enough for the workers of a few machines. */
const AT_A_TIME = 8;

/** How a picture ended. */
export type PictureEnd = { readonly prediction: Prediction } | { readonly image: string; readonly error: unknown };

/**
 * Has pictures looked at, by the workers of a fleet or of this machine; what is not there is started, and ended again.
 *
 * @param stdin - where `-` is read from
 * @param signal - gives up
 * @param onEnd - hears of each picture, in the order in which they are named
 * @throws {FramefleetError} before anything is asked; `INFERENCE_FAILED` when workers end as soon as they start
 */
export async function predict(
  options: PredictOptions,
  children: ChildContext,
  stdin: Readable,
  signal: AbortSignal,
  events: WorkEvents,
  onEnd: (end: PictureEnd) => void,
): Promise<void> {
  if (options.redisUrl !== null) await checkRedis(options.redisUrl, options.namespace);
  const question = await pictureQuestion(options, events);
  const source =
    options.redisUrl === null
      ? await localPictures(options, question, children)
      : fleetPictures({ ...options, redisUrl: options.redisUrl });
  const giveUp = AbortSignal.any([signal, source.failing]);
  const ask = async (image: string): Promise<PictureEnd> => {
    try {
      giveUp.throwIfAborted();
      const picture = await readPicture(image, stdin);
      const patience = { timeoutMs: 1000 * options.timeout + (await source.startMs()), signal: giveUp };
      const started = performance.now();
      const found = await source.queue.ask(question, picture, patience);
      return { prediction: predictionOf(image, found, performance.now() - started) };
    } catch (error) {
      return { image, error };
    }
  };
  try {
    await inOrder(options.images, ask, onEnd);
  } finally {
    await source.close(giveUp.aborted);
  }
  source.failing.throwIfAborted();
}

/** Several at a time, told of in order. */
async function inOrder<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  onEnd: (result: R) => void,
): Promise<void> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    underWay.push(work(item));
    if (underWay.length >= AT_A_TIME) onEnd(await underWay.shift()!);
  }
  for (const last of underWay) onEnd(await last);
}
