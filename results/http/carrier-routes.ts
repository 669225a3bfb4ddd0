import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  carriedUpToSchema,
  carryAnswerSchema,
  type Gap,
  gapsRequestSchema,
  gapVerdictSchema,
  type SettledStretch,
  settledStretchSchema,
} from '../../shared/adaptive.ts';
import type { FrameCarrier } from '../../shared/ports.ts';
import { generationSchema, type RunGeneration } from '../../shared/run.ts';
import { type About, answersJson } from './about.ts';

interface OfRun {
  Params: { runId: string };
}
type Told<T> = OfRun & { Body: Pick<RunGeneration, 'generation'> & T };

const about = (summary: string, answer: z.ZodType, body?: z.ZodType): About => ({
  ...{ summary, topic: 'runs', ...(body && { body }), answers: answersJson(answer) },
});

const ABOUT = {
  upTo: about('The chunk of an adaptive run up to which, itself left out, its frames are filled in', carriedUpToSchema),
  judge: about(
    'What is known of frames of an adaptive run between two that were looked at; changes nothing',
    z.array(gapVerdictSchema),
    gapsRequestSchema,
  ),
  carry: about(
    'Fills in the frames of a stretch of an adaptive run that nobody looked at, where its audit is content',
    carryAnswerSchema,
    settledStretchSchema.unwrap().extend({ generation: generationSchema }),
  ),
};

/** What producers of adaptive runs ask and tell, under `/v1`. */
export function carrierRoutes(app: FastifyInstance, carrier: FrameCarrier): void {
  const ofLedger = (said: About) => ({ config: { about: said, isQuestion: false } });

  app.get<OfRun>('/v1/runs/:runId/carried', ofLedger(ABOUT.upTo), async ({ params }) => ({
    chunkIndex: await carrier.carriedUpTo(params.runId),
  }));

  app.post<Told<{ gaps: Gap[] }>>('/v1/runs/:runId/gaps', ofLedger(ABOUT.judge), ({ params, body }) => {
    const { generation, gaps } = body;
    return carrier.judge({ ...params, generation }, gaps);
  });

  app.put<Told<SettledStretch>>('/v1/runs/:runId/carried', { config: { about: ABOUT.carry } }, ({ params, body }) => {
    const { generation, ...stretch } = body;
    return carrier.carry({ ...params, generation }, stretch);
  });
}
