import { createServer, type Server } from 'node:http';
import { type AccessPolicy, refusalOf } from '../shared/access.ts';
import { toErrorBody } from '../shared/error-body.ts';
import type { ModelRefusal } from '../shared/worker-status.ts';

export interface WorkerHealth {
  /** Whether it takes chunks and Redis answers. */
  readonly isRunning: boolean;
  /** What it waits for, in words; empty where it does not. */
  readonly waitingFor: readonly string[];
  /** Models that it cannot run at present. */
  readonly refusals: readonly ModelRefusal[];
  /** Chunks that were dropped: of earlier beginnings of a run, or of messages that nobody can read. */
  readonly discardedChunks: number;
}

/** Nobody asks for more than a line. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * Answers `GET /healthz` on a port: 200 `ok`, or 503 with `unhealthy`, or `unready` and the models that it lacks.
 *
 * @returns the listening server; its caller closes it
 */
export function startHealthServer(
  target: { readonly host: string; readonly port: number },
  policy: AccessPolicy,
  health: () => WorkerHealth,
): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = (httpStatus: number, body: object) => {
      response.writeHead(httpStatus, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const refusal = refusalOf(policy, 'read', request.headers);
    if (refusal) return answer(refusal.httpStatus, toErrorBody(refusal));
    const { isRunning, waitingFor, refusals, discardedChunks } = health();
    const status = !isRunning ? 'unhealthy' : refusals.length > 0 ? 'unready' : 'ok';
    const models = refusals.length > 0 && { models: refusals };
    answer(status === 'ok' ? 200 : 503, { status, waitingFor, discardedChunks, ...models });
  });
  server.requestTimeout = server.headersTimeout = REQUEST_TIMEOUT_MS;
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(target, () => resolve(server));
  });
}
