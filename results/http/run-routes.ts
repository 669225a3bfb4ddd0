import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type CaptureReport, captureLatencySchema, captureReportSchema } from '../../shared/capture.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { RunLedger } from '../../shared/ports.ts';
import {
  chunkFailureSchema,
  type EndOfInput,
  endOfInputSchema,
  generationSchema,
  ledgerSpanSchema,
  type OpenRun,
  openRunSchema,
  type RunGeneration,
  runRecordSchema,
} from '../../shared/run.ts';
import { runFilterSchema } from '../query/filter/filters.ts';
import { type About, answersJson, JSON_TYPE } from './about.ts';
import type { Ask } from './answerers.ts';
import { rawFilterOf } from './parameters.ts';

interface OfRun {
  Params: { runId: string };
}
/** Whoever tells something of a run says which beginning of it is meant. */
type Told<T> = OfRun & { Body: Pick<RunGeneration, 'generation'> & T };

const about = (summary: string, answer: z.ZodType, request: Pick<About, 'parameters' | 'body'> = {}): About => ({
  ...{ summary, topic: 'runs', ...request, answers: answersJson(answer) },
});

const ABOUT = {
  runs: about('The runs, oldest first', z.array(runRecordSchema), { parameters: runFilterSchema }),
  run: about('One run', runRecordSchema),
  spans: about('The ledger of a run: stretches of chunks and their state', z.array(ledgerSpanSchema)),
  failures: about('Frames of a run that failed, neighbours of one reason together', z.array(chunkFailureSchema)),
  latency: about(
    'How long frames of a camera took from their capture to the store; null for a recording',
    captureLatencySchema.nullable(),
  ),
  open: about('Opens a run, or finds it again', runRecordSchema, { body: openRunSchema }),
  capture: about('Takes what a capture tells of itself', runRecordSchema, {
    body: captureReportSchema.extend({ generation: generationSchema }),
  }),
  end: about('Says where the input of a run ends', runRecordSchema, {
    body: endOfInputSchema.extend({ generation: generationSchema }),
  }),
};

/** Asked by every run under way, and cheap. */
const ofLedger = (said: About) => ({ config: { about: said, isQuestion: false } });

/** Runs and their ledger, under `/v1`, and where they were before it. */
export function runRoutes(app: FastifyInstance, ledger: RunLedger, ask: Ask): void {
  for (const prefix of ['/v1', '']) {
    app.register(
      (scope, _options, done) => {
        askingRoutes(scope, ledger, ask);
        tellingRoutes(scope, ledger);
        done();
      },
      { prefix },
    );
  }
}

function askingRoutes(app: FastifyInstance, ledger: RunLedger, ask: Ask): void {
  app.get('/runs', { config: { about: ABOUT.runs } }, (request, reply) => ask(reply).reader.runs(rawFilterOf(request)));

  app.get<OfRun>('/runs/:runId', ofLedger(ABOUT.run), ({ params }) => ledger.read(params.runId));

  app.get<OfRun>('/runs/:runId/spans', ofLedger(ABOUT.spans), ({ params }) => ledger.spans(params.runId));

  app.get<OfRun>('/runs/:runId/failures', ofLedger(ABOUT.failures), ({ params }, reply) =>
    ask(reply).reader.failures(params.runId),
  );

  app.get<OfRun>('/runs/:runId/latency', { config: { about: ABOUT.latency } }, async ({ params }, reply) =>
    // `null` would be an answer without a body
    reply.type(JSON_TYPE).send(JSON.stringify(await ask(reply).reader.latency(params.runId))),
  );
}

function tellingRoutes(app: FastifyInstance, ledger: RunLedger): void {
  app.put<OfRun & { Body: OpenRun }>('/runs/:runId', { config: { about: ABOUT.open } }, ({ params, body }) => {
    if (body.runId !== params.runId) {
      throw new ConfigError(
        'CONFIG_INVALID',
        `Expected \`runId\` to be \`${params.runId}\` as in the path, got \`${body.runId}\`.`,
      );
    }
    return ledger.open(body);
  });

  app.post<Told<CaptureReport>>('/runs/:runId/capture', { config: { about: ABOUT.capture } }, ({ params, body }) => {
    const { generation, ...report } = body;
    return ledger.report({ ...params, generation }, report);
  });

  app.put<Told<EndOfInput>>('/runs/:runId/end', { config: { about: ABOUT.end } }, ({ params, body }) => {
    const { generation, ...end } = body;
    return ledger.endInput({ ...params, generation }, end);
  });
}
