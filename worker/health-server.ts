import { createServer, type Server } from 'node:http';
import type { ModelRefusal } from '../shared/worker-status.ts';

export interface WorkerHealth {
  /** Whether it takes chunks and Redis answers. */
  readonly isRunning: boolean;
  /** Models that it cannot run at present. */
  readonly refusals: readonly ModelRefusal[];
  /** Chunks that were dropped: of earlier beginnings of a run, or of messages that nobody can read. */
  readonly discardedChunks: number;
}

/**
 * Answers `GET /healthz` on a port: 200 `ok`, or 503 with `unhealthy`, or `unready` and the models that it lacks.
 *
 * @returns the listening server; its caller closes it
 */
export function startHealthServer(port: number, health: () => WorkerHealth): Promise<Server> {
  const server = createServer((_, response) => {
    const { isRunning, refusals, discardedChunks } = health();
    const status = !isRunning ? 'unhealthy' : refusals.length > 0 ? 'unready' : 'ok';
    response.writeHead(status === 'ok' ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status, discardedChunks, ...(refusals.length > 0 && { models: refusals }) }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve(server));
  });
}
