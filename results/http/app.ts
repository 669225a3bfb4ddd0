import Fastify, { type FastifyInstance } from 'fastify';
import type { AccessPolicy } from '../../shared/access.ts';
import { toErrorBody } from '../../shared/error-body.ts';
import { ConfigError, FramefleetError, messageOf, StoreError } from '../../shared/errors.ts';
import type { FramePictures } from '../../shared/frame-pictures.ts';
import type { Logger } from '../../shared/logging.ts';
import type { NotesKeeper } from '../../shared/notes.ts';
import type { PictureQueue } from '../../shared/picture.ts';
import type { FrameCarrier, RunLedger } from '../../shared/ports.ts';
import type { MakeReport } from '../../shared/report.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { MAX_RUN_ID_LENGTH } from '../../shared/run.ts';
import type { ZonesKeeper } from '../../shared/zones.ts';
import { allRoutes, checkRequests } from './about.ts';
import { guard } from './access.ts';
import { type Answerers, type Ask, hasLeft } from './answerers.ts';
import { carrierRoutes } from './carrier-routes.ts';
import { descriptionRoutes } from './description-routes.ts';
import { exportRoute } from './export-route.ts';
import { frameRoute } from './frame-route.ts';
import { frameTimesRoute } from './frame-times-route.ts';
import { healthRoute, type ServiceHealth } from './health.ts';
import { HTTP_LIMITS, type HttpLimits } from './http-limits.ts';
import { fillInZones } from './kept-zones.ts';
import { leaseRoute } from './lease.ts';
import { noteRoutes } from './note-routes.ts';
import { pageRoutes } from './page-route.ts';
import { predictRoute } from './predict-route.ts';
import { queryRoutes } from './query-routes.ts';
import { limitQuestions } from './question-turns.ts';
import { refusals } from './refusals.ts';
import { reportRoute } from './report-route.ts';
import { runRoutes } from './run-routes.ts';
import { sourceRoute } from './source-route.ts';
import { sqlRoute } from './sql-route.ts';
import { tagAnswers } from './store-tag.ts';
import { Tickets } from './tickets.ts';
import { trackRoutes } from './track-routes.ts';
import { zoneRoutes } from './zone-routes.ts';

export interface AppParts {
  readonly ledger: RunLedger;
  readonly carrier: FrameCarrier;
  /** Finds the video that a path names. */
  readonly reader: ResultsReader;
  /** Those who answer somebody. @param hasLeft - ends their work */
  readonly askedBy: (hasLeft: AbortSignal) => Answerers;
  readonly pictures: PictureQueue;
  readonly frames: FramePictures;
  readonly reports: MakeReport;
  readonly zones: ZonesKeeper;
  readonly notes: NotesKeeper;
  /** Another one whenever something may have been stored. */
  readonly storeVersion: () => string;
  readonly logger: Logger;
  readonly access: AccessPolicy;
  readonly limits?: Partial<HttpLimits>;
  readonly health: () => Promise<ServiceHealth>;
  /** Somebody asks about a run. @param question - the path of what is asked */
  readonly onRunAsked: (runId: string, question: string) => void;
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
  const routes = allRoutes(app);
  guard(app, parts.access);
  checkRequests(app);
  const zonesOf = fillInZones(app, parts.zones);
  tagAnswers(app, (request) => parts.storeVersion() + zonesOf(request));
  limitQuestions(app, limits);
  app.addHook('onRequest', async ({ routeOptions, params }) => {
    const { url } = routeOptions;
    if (url?.startsWith('/v1/runs/:runId')) parts.onRunAsked((params as { runId: string }).runId, url);
  });
  app.setErrorHandler((error, _request, reply) => {
    const [known, status] = translated(error);
    if (status >= 500) parts.logger.error({ err: error }, 'request failed');
    return reply.status(status).send(toErrorBody(known));
  });
  app.setNotFoundHandler((request, reply) => {
    const message = `Expected a known path and method, got \`${request.method} ${request.url}\`.`;
    return reply.status(404).send(toErrorBody(new ConfigError('CONFIG_INVALID', message)));
  });
  const ask: Ask = (reply) => parts.askedBy(hasLeft(reply));
  healthRoute(app, parts.health);
  runRoutes(app, parts.ledger, ask);
  carrierRoutes(app, parts.carrier);
  queryRoutes(app, ask, parts.logger);
  exportRoute(app, ask);
  reportRoute(app, ask, parts);
  trackRoutes(app, ask, parts.logger);
  zoneRoutes(app, parts.zones, parts.reader);
  noteRoutes(app, parts.notes, parts.reader);
  frameTimesRoute(app, parts);
  sourceRoute(app, { ...parts, tickets: new Tickets() });
  sqlRoute(app, ask, parts.logger);
  frameRoute(app, ask, parts);
  leaseRoute(app, parts.onLeaseCount);
  // A scope of its own: other bodies.
  app.register((scope, _options, done) => {
    predictRoute(scope, parts.pictures);
    done();
  });
  descriptionRoutes(app, routes);
  pageRoutes(app);
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
