import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Access, type AccessPolicy, refusalOf } from '../../shared/access.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route needs, where that is not told by its method (GET and HEAD ask, others write); `none`: no token. */
    access?: Access;
    /** Lets in who shows something else in place of a token: a ticket to just this. */
    isAdmitted?: (request: FastifyRequest) => boolean;
  }
}

/** Lets nobody past whom the policy does not let in: on all routes, whenever they are added, and where there is none. */
export function guard(app: FastifyInstance, policy: AccessPolicy): void {
  app.addHook('onRequest', async (request, reply) => {
    const isAsking = request.method === 'GET' || request.method === 'HEAD';
    const needed = request.routeOptions.config?.access ?? (isAsking ? 'read' : 'write');
    const refusal = refusalOf(policy, needed, request.headers);
    if (refusal === null) return;
    if (policy.kind === 'tokens' && request.routeOptions.config?.isAdmitted?.(request)) return;
    if (refusal.httpStatus === 401) reply.header('www-authenticate', 'Bearer');
    throw refusal;
  });
}
