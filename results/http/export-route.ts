import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { QueryError } from '../../shared/errors.ts';
import { FORMAT_NAMES } from '../export/formats.ts';
import { packedExport } from '../export/packed-export.ts';
import { exportFields } from '../query/filter/fields.ts';
import { isOrdered, ordered } from '../query/filter/filters.ts';
import type { About } from './about.ts';
import { type Ask, hasLeft } from './answerers.ts';
import { rawFilterOf } from './parameters.ts';

const filterSchema = z.strictObject(exportFields).refine(isOrdered, ordered);

const FILE = 'application/octet-stream';
const ARCHIVE = 'application/x-tar';

const about: About = {
  ...{
    summary: 'Detections as a file of another program (docs/export.md); a folder of files as an archive',
    topic: 'questions',
  },
  parameters: filterSchema,
  answers: { [FILE]: z.string(), [ARCHIVE]: z.string() },
};

interface OfFormat {
  Params: { format: string };
}

/** `GET /v1/exports/FORMAT`: it is written before it is sent, so that no half of one ever looks whole. */
export function exportRoute(app: FastifyInstance, ask: Ask): void {
  app.get<OfFormat>('/v1/exports/:format', { exposeHeadRoute: false, config: { about } }, async (request, reply) => {
    const format = formatNamed(request.params.format);
    const { isArchive, body } = await packedExport(ask(reply).reader, {
      ...{ format, filter: rawFilterOf(request), signal: hasLeft(reply) },
    });
    if (reply.raw.closed) body.destroy();
    return reply.type(isArchive ? ARCHIVE : FILE).send(body);
  });
}

function formatNamed(name: string): string {
  if (FORMAT_NAMES.includes(name)) return name;
  throw new QueryError('QUERY_INVALID', `Expected a format of exports (${FORMAT_NAMES.join(', ')}), got \`${name}\`.`);
}
