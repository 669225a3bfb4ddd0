import type { z } from 'zod';
import { meaningOf } from './meanings.ts';
import type { JsonSchema, Schemas } from './schemas.ts';

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'path';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** The parameters of a URL: all of them text, as they are written there. */
export function queryParameters(schemas: Schemas, schema: z.ZodObject): Parameter[] {
  const { properties = {}, required = [] } = schemas.of(schema, 'input');
  return Object.entries(properties).map(([name, written]) => {
    const { description, ...rest } = writtenOnly(written as JsonSchema);
    const isRequired = required.includes(name);
    return { name, in: 'query', required: isRequired, description: describe(name, description), schema: rest };
  });
}

/** Those that stand in the path: `:runId`, and `*` for all that follows. */
export function pathParameters(url: string): Parameter[] {
  return [...url.matchAll(/:(\w+)|\*/g)].map(([, name = 'path']) => ({
    ...{ name, in: 'path', required: true, schema: { type: 'string' } },
  }));
}

/** `/runs/:runId` as OpenAPI writes it: `/runs/{runId}`. */
export function pathOf(url: string): string {
  return url.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}');
}

/** What is absent is `null` or an empty list to our schemas: in a URL it is left out. */
function writtenOnly({ anyOf, default: initial, ...rest }: JsonSchema): JsonSchema {
  const [written] = (anyOf ?? []).filter((one) => (one as JsonSchema).type !== 'null') as JsonSchema[];
  const hasDefault = initial !== undefined && initial !== null && typeof initial !== 'object';
  return { ...written, ...rest, ...(hasDefault && { default: String(initial) }) };
}

function describe(name: string, expected: string | undefined): string {
  const meaning = meaningOf(name);
  return `${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}${expected === undefined ? '' : `: ${expected}`}.`;
}
