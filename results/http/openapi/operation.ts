import type { RouteOptions } from 'fastify';
import { z } from 'zod';
import { type About, NDJSON } from '../about.ts';
import { pathOf, pathParameters, queryParameters } from './parameters.ts';
import type { Schemas } from './schemas.ts';

/**
 * A route as OpenAPI describes it.
 *
 * @param isOld - whether the same stands under `/v1`
 * @throws {Error} for a route that says nothing of itself
 */
export function operationOf(schemas: Schemas, route: RouteOptions, method: string, isOld: boolean): object {
  const { about, isQuestion = true, hasOwnTag = false, access } = route.config ?? {};
  if (!about) throw new Error(`\`${method} ${route.url}\` says nothing of itself: it needs \`config: { about }\``);
  const parameters = [
    ...pathParameters(route.url),
    ...(about.parameters ? queryParameters(schemas, about.parameters) : []),
  ];
  const isTagged = method === 'get' && isQuestion;
  const ETag = { description: hasOwnTag ? 'Of the content' : 'The version of the store', schema: { type: 'string' } };
  return {
    operationId: `${method}${pathOf(route.url).replaceAll(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary: isOld ? `${about.summary} (now \`/v1${route.url}\`)` : about.summary,
    tags: [about.topic],
    ...(isOld && { deprecated: true }),
    ...(access === 'none' && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(about.body && { requestBody: { required: true, content: bodyOf(schemas, about.body) } }),
    responses: {
      200: {
        description: NDJSON in about.answers ? 'Rows; of NDJSON, the schema is that of a line' : 'Done',
        ...(isTagged && { headers: { ETag } }),
        content: contentOf(schemas, about.answers),
      },
      ...(isTagged && { 304: { $ref: '#/components/responses/Unchanged' } }),
      default: { $ref: '#/components/responses/Refusal' },
    },
  };
}

function bodyOf(schemas: Schemas, body: NonNullable<About['body']>): object {
  if (body instanceof z.ZodType) return { 'application/json': { schema: schemas.of(body, 'input') } };
  const bytes = { schema: { type: 'string', format: 'binary' } };
  return { 'image/*': bytes, 'application/octet-stream': bytes };
}

function contentOf(schemas: Schemas, answers: About['answers']): object {
  return Object.fromEntries(
    Object.entries(answers).map(([type, schema]) => [type, { schema: schemas.of(schema, 'output') }]),
  );
}
