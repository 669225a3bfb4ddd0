import Fastify, { type FastifyInstance } from 'fastify';
import type { AccessPolicy } from '../../shared/access.ts';
import type { DiscardedResults } from '../../shared/chunk-result.ts';
import { toErrorBody } from '../../shared/error-body.ts';
import { ConfigError, FramefleetError, messageOf, StoreError } from '../../shared/errors.ts';
import type { Logger } from '../../shared/logging.ts';
import type { PictureQueue } from '../../shared/picture.ts';
import type { RunLedger } from '../../shared/ports.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { MAX_RUN_ID_LENGTH } from '../../shared/run.ts';
import type { TracksReader } from '../../shared/tracks.ts';
import { guard } from './access.ts';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
import { leaseRoute } from './lease.ts';
import { predictRoute } from './predict-route.ts';
import { queryRoutes } from './query-routes.ts';
import { limitQuestions } from './question-turns.ts';
import { refusals } from './refusals.ts';
import { runRoutes } from './run-routes.ts';
import { trackRoutes } from './track-routes.ts';

export interface ServiceHealth {
  /** Why results cannot be stored at present; `null` when they can. */
  readonly failure: FramefleetError | null;
  readonly redis: 'connected' | 'connecting';
  /** What holds runs up, in words; empty where nothing does. */
  readonly waitingFor: readonly string[];
  readonly discarded: DiscardedResults;
}

export interface AppParts {
  readonly ledger: RunLedger;
  readonly reader: ResultsReader;
  readonly pictures: PictureQueue;
  readonly tracks: TracksReader;
  readonly logger: Logger;
  readonly access: AccessPolicy;
  readonly limits?: Partial<HttpLimits>;
  readonly health: () => Promise<ServiceHealth>;
  /** Called with the number of open leases whenever it changes. */
  readonly onLeaseCount: (openLeases: number) => void;
}

/** The HTTP interface; it does not listen yet. Every error answers `{error: {code, message}}` with its status of the error table. */
export function build(parts: AppParts): FastifyInstance {
  const limits = { ...HTTP_LIMITS, ...parts.limits };
  const app = Fastify({
    logger: false,
    forceCloseConnections: true,
    requestTimeout: limits.requestMs,
    http: { headersTimeout: limits.headMs, connectionsCheckingInterval: limits.headMs / 5 },
    routerOptions: { maxParamLength: MAX_RUN_ID_LENGTH },
    ...refusals,
  });
  guard(app, parts.access);
  limitQuestions(app, limits);
  app.setErrorHandler((error, _request, reply) => {
    const [known, status] = translated(error);
    if (status >= 500) parts.logger.error({ err: error }, 'request failed');
    return reply.status(status).send(toErrorBody(known));
  });
  app.setNotFoundHandler((request, reply) => {
    const message = `Expected a known path and method, got \`${request.method} ${request.url}\`.`;
    return reply.status(404).send(toErrorBody(new ConfigError('CONFIG_INVALID', message)));
  });
  app.get('/healthz', { config: { isQuestion: false } }, async (_request, reply) => {
    const { failure, ...facts } = await parts.health();
    if (failure) return reply.status(503).send({ status: 'failing', ...facts, ...toErrorBody(failure) });
    return reply.send({ status: 'ok', ...facts });
  });
  runRoutes(app, parts.ledger, parts.reader);
  queryRoutes(app, parts.reader, parts.logger);
  trackRoutes(app, parts.tracks, parts.logger);
  leaseRoute(app, parts.onLeaseCount);
  // A scope of its own: other bodies.
  app.register((scope, _options, done) => {
    predictRoute(scope, parts.pictures);
    done();
  });
  return app;
}

function translated(error: unknown): [known: FramefleetError, httpStatus: number] {
  if (error instanceof FramefleetError) return [error, error.httpStatus];
  const status = (error as { statusCode?: unknown }).statusCode;
  // fastify's own: a body that is no JSON, too long, …
  if (typeof status === 'number' && status < 500) return [new ConfigError('CONFIG_INVALID', messageOf(error)), status];
  const known = new StoreError('STORE_UNWRITABLE', messageOf(error), { cause: error });
  return [known, known.httpStatus];
}
