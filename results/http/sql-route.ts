import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Logger } from '../../shared/logging.ts';
import { sqlRequestSchema, sqlRowSchema } from '../../shared/sql.ts';
import { type About, JSON_TYPE, NDJSON, withFormat } from './about.ts';
import { askedOf, sendRows } from './answer.ts';
import type { Ask } from './answerers.ts';

/** As JSON, or the statement alone as text. */
const bodySchema = z.union([sqlRequestSchema, z.string().min(1)]);

const about: About = {
  ...{ summary: 'Rows of one SELECT over the views of the store (docs/sql.md)', topic: 'questions' },
  ...{ parameters: withFormat(z.strictObject({})), body: bodySchema },
  answers: { [NDJSON]: sqlRowSchema, [JSON_TYPE]: z.array(sqlRowSchema) },
};

/** `POST /v1/sql`: a SELECT in the body, its rows in the answer. It only asks: a token to read is enough, and it is a question like others. */
export function sqlRoute(app: FastifyInstance, ask: Ask, logger: Logger): void {
  const config = { about, access: 'read', isQuestion: true } as const;
  app.post<{ Body: z.output<typeof bodySchema> }>('/v1/sql', { config }, async (request, reply) => {
    const { format } = askedOf(request);
    const { body } = request;
    const rows = await ask(reply).sql.rows(typeof body === 'string' ? body : body.sql);
    reply.raw.once('close', () => void rows.return?.().catch(() => undefined));
    return sendRows(reply, { format, logger, rows });
  });
}
