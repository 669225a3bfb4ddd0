import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { captureReportSchema } from '../../shared/capture.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { RunLedger } from '../../shared/ports.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { endOfInputSchema, generationSchema, openRunSchema } from '../../shared/run.ts';
import { rawFilterOf, refuseParameters } from './parameters.ts';

// Whoever tells something of a run says which beginning of it is meant.
const captureReportBodySchema = captureReportSchema.extend({ generation: generationSchema });
const endOfInputBodySchema = endOfInputSchema.extend({ generation: generationSchema });

interface OfRun {
  Params: { runId: string };
}

/** Asked by every run under way, and cheap. */
const ledgerRoute = { config: { isQuestion: false } };

/** Runs and their ledger. */
export function runRoutes(app: FastifyInstance, ledger: RunLedger, reader: ResultsReader): void {
  app.get('/runs', (request) => reader.runs(rawFilterOf(request)));

  app.get<OfRun>('/runs/:runId', ledgerRoute, (request) => {
    refuseParameters(request);
    return ledger.read(request.params.runId);
  });

  app.get<OfRun>('/runs/:runId/spans', ledgerRoute, (request) => {
    refuseParameters(request);
    return ledger.spans(request.params.runId);
  });

  app.get<OfRun>('/runs/:runId/failures', ledgerRoute, (request) => {
    refuseParameters(request);
    return reader.failures(request.params.runId);
  });

  app.get<OfRun>('/runs/:runId/latency', async (request, reply) => {
    refuseParameters(request);
    // `null` would be an answer without a body
    return reply.type('application/json').send(JSON.stringify(await reader.latency(request.params.runId)));
  });

  app.put<OfRun>('/runs/:runId', (request) => {
    refuseParameters(request);
    const run = parseBody(openRunSchema, request.body);
    if (run.runId !== request.params.runId) {
      throw new ConfigError(
        'CONFIG_INVALID',
        `Expected \`runId\` to be \`${request.params.runId}\` as in the path, got \`${run.runId}\`.`,
      );
    }
    return ledger.open(run);
  });

  app.post<OfRun>('/runs/:runId/capture', (request) => {
    refuseParameters(request);
    const { generation, ...report } = parseBody(captureReportBodySchema, request.body);
    return ledger.report({ ...request.params, generation }, report);
  });

  app.put<OfRun>('/runs/:runId/end', (request) => {
    refuseParameters(request);
    const { generation, ...end } = parseBody(endOfInputBodySchema, request.body);
    return ledger.endInput({ ...request.params, generation }, end);
  });
}

function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `\`${issue.path.join('.') || 'body'}\`: ${issue.message}`);
  throw new ConfigError('CONFIG_INVALID', `Expected another request body; ${faults.join('; ')}.`);
}
