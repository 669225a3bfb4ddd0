import { readFileSync } from 'node:fs';
import type { FastifyInstance, RouteOptions } from 'fastify';
import { z } from 'zod';
import { type About, answersJson, anyParameters } from './about.ts';
import type { OpenApi } from './openapi/document.ts';

const common = { topic: 'service', parameters: anyParameters } as const;
const ABOUT = {
  document: { ...common, summary: 'This description', answers: answersJson(z.looseObject({ openapi: z.string() })) },
  page: { ...common, summary: 'This description, to be browsed', answers: { 'text/html': z.string() } },
  pageParts: { ...common, summary: 'What that page is made of', answers: { '*/*': z.string() } },
} satisfies Record<string, About>;

/**
 * `/v1/openapi.json`, and `/docs` to browse it. Both hold the interface and nothing of the store, and a browser that opens a page shows no
 * token: so they want none. What makes them is loaded when somebody asks for the first time, since few ever do.
 *
 * @param routes - all that there are when it is asked for
 */
export function descriptionRoutes(app: FastifyInstance, routes: readonly RouteOptions[]): void {
  let document: Promise<OpenApi> | null = null;
  let pages: Promise<FastifyInstance> | null = null;
  const described = () => {
    document ??= import('./openapi/document.ts').then(({ openApi }) => openApi(routes, version()));
    return document;
  };
  const config = (about: About) => ({ about, isQuestion: false, access: 'none' as const });

  app.get('/v1/openapi.json', { config: config(ABOUT.document) }, described);

  for (const [url, about] of [
    ['/docs', ABOUT.page],
    ['/docs/*', ABOUT.pageParts],
  ] as const) {
    app.get(url, { exposeHeadRoute: false, config: config(about) }, async (request, reply) => {
      pages ??= Promise.all([import('./openapi/pages.ts'), described()]).then(([{ openPages }, text]) =>
        openPages(text),
      );
      const { routing } = await pages;
      reply.hijack();
      routing(request.raw, reply.raw);
    });
  }

  app.addHook('onClose', async () => (await pages)?.close());
}

function version(): string {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
