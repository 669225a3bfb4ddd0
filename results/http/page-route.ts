import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type About, anyParameters } from './about.ts';
import { type PageFile, readPage } from './page-files.ts';
import { isAmong } from './store-tag.ts';

/** Built from `web/` (scripts/bundle-page.mjs). */
const FOLDER = new URL('../../web/page/', import.meta.url);

const common = { topic: 'service', parameters: anyParameters } as const;
const ABOUT = {
  page: { ...common, summary: 'The page that shows what was found', answers: { 'text/html': z.string() } },
  parts: { ...common, summary: 'What that page is made of', answers: { '*/*': z.string() } },
} satisfies Record<string, About>;

/** Scripts and styles of this service and nothing else, no other page around it, and questions to this service alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const YEAR_SECONDS = 31_536_000;

/**
 * `/`, the page, and `/page/…`, what it is made of. Both hold nothing of the store, and a browser that opens a page shows no token: so they
 * want none, and the page asks for it.
 */
export function pageRoutes(app: FastifyInstance): void {
  let files: ReadonlyMap<string, PageFile> | null = null;
  const answer = (request: FastifyRequest, reply: FastifyReply, name: string) => {
    files ??= readPage(FOLDER);
    const file = files.get(name);
    return file ? send(request, reply, file) : reply.callNotFound();
  };
  const config = (about: About) => ({ about, isQuestion: false, access: 'none' as const });

  app.get('/', { config: config(ABOUT.page) }, (request, reply) => answer(request, reply, 'index.html'));

  app.get<{ Params: { file: string } }>('/page/:file', { config: config(ABOUT.parts) }, (request, reply) =>
    answer(request, reply, request.params.file),
  );
}

function send(request: FastifyRequest, reply: FastifyReply, file: PageFile): FastifyReply {
  const { type, etag, isNamedByContent, bodies } = file;
  reply.headers({
    ...{ etag, vary: 'accept-encoding', 'content-security-policy': POLICY },
    'cache-control': isNamedByContent ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  });
  if (isAmong(request.headers['if-none-match'], etag)) return reply.status(304).send();
  const encoding = encodingOf(request.headers['accept-encoding']);
  if (encoding !== 'identity') reply.header('content-encoding', encoding);
  return reply.type(type).send(bodies[encoding]);
}

function encodingOf(accepted: string | string[] | undefined): keyof PageFile['bodies'] {
  const words = String(accepted ?? '')
    .split(',')
    .map((word) => word.trim());
  return words.includes('br') ? 'br' : words.includes('gzip') ? 'gzip' : 'identity';
}
