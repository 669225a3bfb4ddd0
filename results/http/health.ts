import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { DiscardedResults } from '../../shared/chunk-result.ts';
import { errorFactsSchema, toErrorBody } from '../../shared/error-body.ts';
import type { FramefleetError } from '../../shared/errors.ts';
import type { LakeState } from '../lake/lake-keeper.ts';
import { type About, answersJson, anyParameters } from './about.ts';

export interface ServiceHealth {
  /** Why results cannot be stored at present; `null` when they can. */
  readonly failure: FramefleetError | null;
  readonly redis: 'connected' | 'connecting';
  /** What holds runs up, in words; empty where nothing does. */
  readonly waitingFor: readonly string[];
  readonly discarded: DiscardedResults;
  /** How the lake is kept, where there is one. */
  readonly lake?: LakeState;
}

const about: About = {
  summary: 'Whether results can be stored, and what holds runs up; 503 while they cannot',
  topic: 'service',
  parameters: anyParameters,
  answers: answersJson(
    z.object({
      status: z.enum(['ok', 'failing']),
      redis: z.enum(['connected', 'connecting']),
      waitingFor: z.array(z.string()).describe('What holds runs up, in words.'),
      discarded: z
        .object({
          stale: z.int().describe('Of an earlier beginning of their run.'),
          refused: z.int().describe('Beyond the end of their run.'),
          unknownRun: z.int().describe('Of a run that the store does not know.'),
          invalid: z.int().describe('Not valid: their frames are recorded as failed.'),
          unreadable: z.int().describe('Not valid, and nobody can read which frames they are about.'),
        } satisfies Record<keyof DiscardedResults, z.ZodType>)
        .describe('Results that were not stored.'),
      lake: z
        .object({
          status: z.enum(['ok', 'failing']),
          waiting: z.int().describe('Complete runs that are not in it yet.'),
          error: errorFactsSchema.optional().describe('Why runs cannot be written, while they cannot.'),
        })
        .optional()
        .describe('The lake (`serve --lake`), where one is kept; whatever it does, results are stored.'),
      error: errorFactsSchema.optional().describe('Why results cannot be stored, while they cannot.'),
    }),
  ),
};

/** `GET /healthz` */
export function healthRoute(app: FastifyInstance, health: () => Promise<ServiceHealth>): void {
  app.get('/healthz', { config: { about, isQuestion: false } }, async (_request, reply) => {
    const { failure, lake, ...rest } = await health();
    const facts = { ...rest, ...(lake && { lake: lakeFacts(lake) }) };
    if (failure) return reply.status(503).send({ status: 'failing', ...facts, ...toErrorBody(failure) });
    return reply.send({ status: 'ok', ...facts });
  });
}

function lakeFacts({ failure, waiting }: LakeState) {
  return { status: failure ? ('failing' as const) : ('ok' as const), waiting, ...(failure && toErrorBody(failure)) };
}
