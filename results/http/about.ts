import type { FastifyInstance, FastifyRequest, RouteOptions } from 'fastify';
import { z } from 'zod';
import { parseConfig } from '../../shared/config.ts';
import { ConfigError } from '../../shared/errors.ts';
import { rawFilterOf, refuseParameters } from './parameters.ts';

/** What a route is about: requests are checked by it, and it is what the description of the interface says. */
export interface About {
  /** One sentence, without its full stop. */
  readonly summary: string;
  readonly topic: 'questions' | 'objects' | 'notes' | 'pictures' | 'runs' | 'service';
  /** Of the URL; where it is left out, the route takes none. */
  readonly parameters?: z.ZodObject;
  /** Of a body as JSON; or a body of any type. */
  readonly body?: z.ZodType | 'bytes';
  /** What a good answer holds, by type of content; of NDJSON each line. */
  readonly answers: Readonly<Record<string, z.ZodType>>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    about?: About;
  }
}

export const NDJSON = 'application/x-ndjson';
export const JSON_TYPE = 'application/json';

/** A route that answers with one value. */
export function answersJson(schema: z.ZodType): About['answers'] {
  return { [JSON_TYPE]: schema };
}

/** Parameters of routes that heed none, and mind none either. */
export const anyParameters = z.looseObject({});

/** The parameters of a question that is answered in either form. */
export function withFormat<T extends z.ZodObject>(schema: T) {
  return schema.safeExtend({ format: z.enum(['ndjson', 'json']).default('ndjson').describe('ndjson or json') });
}

/** All routes that are added from now on. */
export function allRoutes(app: FastifyInstance): readonly RouteOptions[] {
  const routes: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    routes.push(route);
  });
  return routes;
}

/**
 * Checks parameters and bodies before a question takes its turn: what does not fit is `QUERY_INVALID` in what is asked, else
 * `CONFIG_INVALID`. Handlers get parameters as they were written, and bodies as the schema makes them.
 */
export function checkRequests(app: FastifyInstance): void {
  app.addHook('preValidation', async (request) => {
    const { about } = request.routeOptions.config ?? {};
    if (!about) return;
    checkParameters(request, about);
    if (about.body instanceof z.ZodType) request.body = parseBody(about.body, request.body);
  });
}

function checkParameters(request: FastifyRequest, { parameters }: About): void {
  if (!parameters) {
    refuseParameters(request);
    return;
  }
  const isAsking = request.method === 'GET' || request.method === 'HEAD';
  parseConfig(parameters, rawFilterOf(request), undefined, isAsking ? 'QUERY_INVALID' : 'CONFIG_INVALID');
}

function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `\`${issue.path.join('.') || 'body'}\`: ${issue.message}`);
  throw new ConfigError('CONFIG_INVALID', `Expected another request body; ${faults.join('; ')}.`);
}
