import { createServer, type Server } from 'node:http';

/**
 * Answers `GET /healthz` on a port: 200 while `isHealthy` says so, else 503.
 *
 * @returns the listening server; its caller closes it
 */
export function startHealthServer(port: number, isHealthy: () => boolean): Promise<Server> {
  const server = createServer((_, response) => {
    const healthy = isHealthy();
    response.writeHead(healthy ? 200 : 503, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ status: healthy ? 'ok' : 'unhealthy' }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, () => resolve(server));
  });
}
