import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isQuestion } from './question-turns.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether a route tags its answers itself. */
    hasOwnTag?: boolean;
  }
}

/**
 * Gives answers to questions an `ETag`: the version of the store that they are at least of. So it is known before anything is read,
 * streamed answers have one too, and whoever shows it gets a 304 that costs nothing as long as nothing is stored.
 *
 * The version is taken before the question is answered: what is stored meanwhile makes the answer newer than its tag, never older.
 *
 * @param version - of all that the answer to a request is made of
 */
export function tagAnswers(app: FastifyInstance, version: (request: FastifyRequest) => string): void {
  const tags = new WeakMap<FastifyRequest, string>();

  app.addHook('preHandler', async (request, reply) => {
    // what is posted is not known by its address
    if (request.method === 'POST' || !isQuestion(request) || request.routeOptions.config.hasOwnTag) return;
    const tag = `W/"${version(request)}"`;
    tags.set(request, tag);
    if (isAmong(request.headers['if-none-match'], tag)) return reply.status(304).send();
  });

  app.addHook('onSend', async (request, reply) => {
    const tag = tags.get(request);
    if (tag === undefined || (reply.statusCode !== 200 && reply.statusCode !== 304)) return;
    reply.header('etag', tag).header('cache-control', 'private, no-cache');
  });
}

/** RFC 9110, 13.1.2: compared weakly; `*` stands for any. */
export function isAmong(shown: string | undefined, tag: string): boolean {
  const opaque = tag.replace(/^W\//, '');
  return (shown ?? '').split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === opaque);
}
