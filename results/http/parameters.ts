import type { FastifyRequest } from 'fastify';
import { QueryError } from '../../shared/errors.ts';
import type { RawFilter } from '../../shared/questions.ts';

/**
 * The parameters of a URL, each given once.
 *
 * @throws {QueryError} `QUERY_INVALID`
 */
export function rawFilterOf(request: FastifyRequest): RawFilter {
  const raw = request.query as Record<string, string | string[]>;
  for (const [name, value] of Object.entries(raw)) {
    if (Array.isArray(value)) {
      throw new QueryError('QUERY_INVALID', `Expected \`${name}\` once, got it ${value.length} times.`);
    }
  }
  return raw as Record<string, string>;
}

/** For paths that take no parameters. */
export function refuseParameters(request: FastifyRequest): void {
  const names = Object.keys(rawFilterOf(request));
  if (names.length > 0) throw new QueryError('QUERY_INVALID', `Expected no parameters, got \`${names.join('`, `')}\`.`);
}
