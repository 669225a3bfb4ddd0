import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { StoreError } from '../../shared/errors.ts';
import type { HttpLimits } from './http-limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `false` for a GET that costs nothing, or that a run under way needs; all others are questions. `true` for a POST that is one. */
    isQuestion?: boolean;
    /** `frames` for questions that wait for a source to be decoded: in a line of their own, so that others need not wait for that. */
    line?: 'frames';
  }
}

/** Those who are answered, and those who wait for it. */
interface Line {
  readonly most: number;
  answering: number;
  readonly waiting: Set<() => void>;
}

/**
 * Answers so many questions at once and no more; others wait for their turn. The turn of an answer that its asker does not read
 * ends, too: each holds memory, and the disk that its sort has taken.
 */
export function limitQuestions(app: FastifyInstance, { questions, frames, turnMs, unreadMs }: HttpLimits): void {
  const lines = { questions: lineOf(questions), frames: lineOf(frames) };
  const ends = new WeakMap<FastifyRequest, () => void>();

  const isFree = ({ waiting }: Line, reply: FastifyReply) =>
    new Promise<boolean>((resolve) => {
      const settle = (isOurs: boolean): void => {
        clearTimeout(timer);
        waiting.delete(take);
        reply.raw.off('close', giveUp);
        resolve(isOurs);
      };
      const take = (): void => settle(true);
      const giveUp = (): void => settle(false);
      const timer = setTimeout(giveUp, turnMs);
      reply.raw.once('close', giveUp);
      waiting.add(take);
    });

  app.addHook('preHandler', async (request, reply) => {
    if (!isQuestion(request)) return;
    const line = lines[request.routeOptions.config?.line ?? 'questions'];
    if (line.answering < line.most) line.answering++;
    else if (!(await isFree(line, reply))) {
      reply.header('retry-after', '5');
      throw new StoreError(
        'STORE_BUSY',
        `Expected a turn within ${turnMs / 1000} s, got none: ${line.most} questions are being answered. Ask again later, or for less at once.`,
      );
    }
    const watch = giveUpUnread(reply, unreadMs);
    const end = afterBoth(() => {
      clearInterval(watch);
      const [next] = line.waiting;
      if (next) next();
      else line.answering--;
    });
    const isRead = once(end);
    reply.raw.once('finish', isRead).once('close', isRead);
    if (reply.raw.closed) isRead();
    ends.set(request, once(end));
  });

  // Who leaves ends the work for his answer, but not at once; the turn is over when the work is.
  app.addHook('onSend', async (request, _reply, payload) => {
    const isMade = ends.get(request);
    if (!isMade) return;
    if (payload instanceof Readable) payload.once('close', isMade);
    else isMade();
  });
}

function lineOf(most: number): Line {
  return { most, answering: 0, waiting: new Set() };
}

/** Whatever is asked of the store; GETs that are not say so, and POSTs that are. */
export function isQuestion({ method, routeOptions, is404 }: FastifyRequest): boolean {
  const isAsking = method === 'GET' || method === 'HEAD'; // the head of an answer takes all of its work
  return routeOptions.config?.isQuestion ?? (isAsking && !is404);
}

/** Hangs up on who takes nothing of an answer for so long. */
function giveUpUnread({ raw }: FastifyReply, unreadMs: number): NodeJS.Timeout {
  let taken = -1;
  let since = Date.now();
  return setInterval(() => {
    const now = (raw.socket?.bytesWritten ?? 0) - raw.writableLength;
    if (now !== taken || !raw.writableNeedDrain) {
      taken = now;
      since = Date.now();
    } else if (Date.now() - since > unreadMs) raw.destroy();
  }, unreadMs / 10).unref();
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

function afterBoth(work: () => void): () => void {
  let count = 0;
  return () => {
    if (++count === 2) work();
  };
}
