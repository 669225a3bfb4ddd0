import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from '../../shared/logging.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { jsonArray, ndjson } from '../query/text/row-text.ts';
import { JSON_TYPE, NDJSON } from './about.ts';
import { rawFilterOf } from './parameters.ts';

const CONTENT_TYPES = { ndjson: NDJSON, json: `${JSON_TYPE}; charset=utf-8` } as const;

/** What is asked, and how it is to be answered. */
export interface Asked {
  readonly format: keyof typeof CONTENT_TYPES;
  readonly filter: RawFilter;
}

/** Of a request that has been checked. */
export function askedOf(request: FastifyRequest): Asked {
  const { format, ...filter } = rawFilterOf(request);
  return { format: format === 'json' ? 'json' : 'ndjson', filter };
}

type Rows = AsyncIterable<readonly object[]>;

/**
 * Sends rows as they come: however long the answer, it takes little memory.
 *
 * @param json - what becomes of them as JSON
 */
export function sendRows(
  reply: FastifyReply,
  {
    format,
    rows,
    logger,
    json = jsonArray,
  }: Pick<Asked, 'format'> & {
    readonly rows: Rows;
    readonly logger: Logger;
    readonly json?: (rows: Rows) => AsyncIterable<string>;
  },
): FastifyReply {
  const text = format === 'json' ? json(rows) : ndjson(rows);
  const body = Readable.from(text, { objectMode: false, highWaterMark: 1 << 16 });
  body.on('error', (error) => logger.warn({ err: error }, 'answer broken off'));
  return reply.type(CONTENT_TYPES[format]).send(body);
}
