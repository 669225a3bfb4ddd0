import type { FastifyInstance } from 'fastify';

/**
 * `GET /lease`: an answer that stays open until its asker goes, however it goes.
 *
 * @param onCount - called with the number of open leases whenever it changes
 */
export function leaseRoute(app: FastifyInstance, onCount: (openLeases: number) => void): void {
  let openLeases = 0;
  // HEAD would hold a lease too, and be answered by nothing
  app.get('/lease', { exposeHeadRoute: false, config: { isQuestion: false } }, (_request, reply) => {
    reply.hijack();
    onCount(++openLeases);
    reply.raw.on('close', () => onCount(--openLeases));
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('held\n');
  });
}
