import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type About, anyParameters } from './about.ts';

const about: About = {
  summary: 'Stays open until its asker goes: a service that ends by itself is held',
  topic: 'service',
  parameters: anyParameters,
  answers: { 'text/plain': z.string() },
};

/**
 * `GET /lease`: an answer that stays open until its asker goes, however it goes.
 *
 * @param onCount - called with the number of open leases whenever it changes
 */
export function leaseRoute(app: FastifyInstance, onCount: (openLeases: number) => void): void {
  let openLeases = 0;
  // HEAD would hold a lease too, and be answered by nothing
  app.get('/lease', { exposeHeadRoute: false, config: { about, isQuestion: false } }, (_request, reply) => {
    reply.hijack();
    onCount(++openLeases);
    reply.raw.on('close', () => onCount(--openLeases));
    reply.raw.writeHead(200, { 'content-type': 'text/plain' });
    reply.raw.write('held\n');
  });
}
