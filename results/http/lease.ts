import type { FastifyInstance } from 'fastify';

/**
 * `GET /lease`: an answer that stays open until its asker goes, however it goes.
 *
 * @param onLastEnd - called when an open lease ends and no other is open
 */
export function leaseRoute(app: FastifyInstance, onLastEnd: () => void): void {
  let openLeases = 0;
  app.get('/lease', (_request, reply) => {
    reply.hijack();
    openLeases++;
    reply.raw.on('close', () => {
      openLeases--;
      if (openLeases === 0) onLastEnd();
    });
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('held\n');
  });
}
