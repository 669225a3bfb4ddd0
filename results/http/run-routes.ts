import type { FastifyInstance } from 'fastify';
import type { z } from 'zod';
import { ConfigError } from '../../shared/errors.ts';
import type { RunLedger } from '../../shared/ports.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { droppedChunkSchema, endOfInputSchema, generationSchema, openRunSchema } from '../../shared/run.ts';
import { rawFilterOf, refuseParameters } from './parameters.ts';

// Whoever tells something of a run says which beginning of it is meant.
const droppedChunkBodySchema = droppedChunkSchema.extend({ generation: generationSchema });
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

  app.post<OfRun>('/runs/:runId/dropped', async (request, reply) => {
    refuseParameters(request);
    const { generation, ...chunk } = parseBody(droppedChunkBodySchema, request.body);
    await ledger.drop({ ...request.params, generation }, chunk);
    return reply.status(204).send();
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
