import type { RouteOptions } from 'fastify';
import { errorBodySchema } from '../../../shared/error-body.ts';
import { operationOf } from './operation.ts';
import { pathOf } from './parameters.ts';
import { type JsonSchema, Schemas } from './schemas.ts';

const DESCRIPTION = `Runs, and questions about what was detected in them. Filters are those of the command line in camelCase (docs/query.md).

Rows come as NDJSON, one JSON object a line, and are streamed: an answer of any length takes little memory here and there. An answer that breaks off was cut short by an error. With \`format=json\` they come in one JSON value.

What is refused or fails answers \`{"error": {"code", "message"}}\`; docs/errors.md lists the codes. Later versions may add fields and parameters, and take none away.`;

const TOPICS = {
  questions: 'What was detected, how often, when, and what was looked at',
  objects: 'Detections joined over time',
  notes: 'Stars and notes that people put on frames',
  pictures: 'Single pictures, and frames of recorded sources',
  runs: 'Runs and their ledger; producers tell them',
  service: 'The service itself',
};

/** An OpenAPI 3.1 document. */
export interface OpenApi {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, object>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
  readonly [field: string]: unknown;
}

/** The interface as OpenAPI describes it, made from what its routes say of themselves and check requests by. */
export function openApi(routes: readonly RouteOptions[], version: string): OpenApi {
  const schemas = new Schemas();
  const refusal = schemas.of(errorBodySchema, 'output');
  const paths: Record<string, Record<string, object>> = {};
  const urls = new Set(routes.map((route) => route.url));
  for (const route of routes) {
    for (const method of [route.method].flat().map((name) => name.toLowerCase())) {
      if (method === 'head') continue; // as the GET beside it
      const path = pathOf(route.url);
      paths[path] = { ...paths[path], [method]: operationOf(schemas, route, method, urls.has(`/v1${route.url}`)) };
    }
  }
  const tags = Object.entries(TOPICS).map(([name, description]) => ({ name, description }));
  return {
    openapi: '3.1.0',
    info: {
      title: 'framefleet',
      version,
      description: DESCRIPTION,
      license: { name: 'MIT', identifier: 'MIT' },
    } as OpenApi['info'],
    servers: [{ url: '/', description: 'This service' }],
    security: [{ token: [] }, {}],
    tags,
    paths,
    components: {
      schemas: schemas.components,
      responses: {
        Refusal: { description: 'Refused, or failed', content: { 'application/json': { schema: refusal } } },
        Unchanged: {
          description: 'Nothing has been stored since the answer whose `ETag` was shown as `If-None-Match`',
        },
      },
      securitySchemes: {
        token: {
          ...{ type: 'http', scheme: 'bearer' },
          description:
            '`FRAMEFLEET_TOKEN` to write, `FRAMEFLEET_READ_TOKEN` to ask. Needed where the service has one: always for others than its own machine.',
        },
      },
    } as OpenApi['components'],
  };
}
