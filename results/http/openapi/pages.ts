import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import Fastify, { type FastifyInstance } from 'fastify';
import { toErrorBody } from '../../../shared/error-body.ts';
import { ConfigError } from '../../../shared/errors.ts';
import type { OpenApi } from './document.ts';

/** Nothing from elsewhere, and nothing sent elsewhere. The page's own icons are data, and its styles stand in elements. */
const POLICY = {
  'default-src': "'self'",
  'img-src': "'self' data:",
  'style-src': "'self' 'unsafe-inline'",
  'object-src': "'none'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};

/** The pages under `/docs`: Swagger UI over the document. They do not listen, and answer what is routed to them. */
export async function openPages(document: OpenApi): Promise<FastifyInstance> {
  const pages = Fastify({ logger: false });
  pages.setNotFoundHandler((request, reply) => {
    const message = `Expected a part of the page, got \`${request.url}\`.`;
    return reply.status(404).send(toErrorBody(new ConfigError('CONFIG_INVALID', message)));
  });
  await pages.register(swagger, { mode: 'static', specification: { document: document as never } });
  await pages.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: POLICY,
    theme: { title: 'framefleet' },
    uiConfig: { docExpansion: 'list', tryItOutEnabled: true, defaultModelsExpandDepth: 0 },
  });
  await pages.ready();
  return pages;
}
