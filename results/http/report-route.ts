import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { FramePictures } from '../../shared/frame-pictures.ts';
import type { MakeReport } from '../../shared/report.ts';
import type { ZonesKeeper } from '../../shared/zones.ts';
import { exportFields } from '../query/filter/fields.ts';
import { isOrdered, ordered } from '../query/filter/filters.ts';
import type { About } from './about.ts';
import { type Ask, hasLeft } from './answerers.ts';
import { rawFilterOf } from './parameters.ts';

const HTML = 'text/html';

const about: About = {
  summary: 'What was found as one page of HTML that needs nothing else (docs/report.md)',
  topic: 'questions',
  parameters: z.strictObject(exportFields).refine(isOrdered, ordered),
  answers: { [HTML]: z.string() },
};

interface ReportParts {
  readonly frames: FramePictures;
  /** Where a question brings no zones, it gets these. */
  readonly zones: ZonesKeeper;
  readonly reports: MakeReport;
}

/** `GET /v1/report`: to be saved. It has no tag, since its pictures are of files that may go while nothing is stored. */
export function reportRoute(app: FastifyInstance, ask: Ask, { frames, zones, reports }: ReportParts): void {
  const config = { about, hasOwnTag: true, line: 'frames' } as const;
  app.get('/v1/report', { exposeHeadRoute: false, config }, async (request, reply) => {
    const filter = rawFilterOf(request);
    const text = filter.zones ?? (await zones.read()).text;
    const asked = { filter, zones: text === '' ? null : text };
    const { reader, tracks } = ask(reply);
    const page = await reports({ reader, tracks, frames }, asked, hasLeft(reply));
    return reply
      .type(`${HTML}; charset=utf-8`)
      .header('content-disposition', 'attachment; filename="report.html"')
      .header('cache-control', 'private, no-store')
      .send(page);
  });
}
