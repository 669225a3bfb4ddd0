import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { ResultsReader } from '../../shared/results-reader.ts';
import {
  placedShapeSchema,
  type ZonesKeeper,
  type ZonesPatch,
  zonesPatchSchema,
  zonesStateSchema,
} from '../../shared/zones.ts';
import { parseZonesFile } from '../analysis/zones/zones-file.ts';
import { placedShapes } from '../analysis/zones/zones-of-video.ts';
import { type About, answersJson } from './about.ts';
import { videoNamed } from './named-video.ts';
import { rawFilterOf } from './parameters.ts';

const versionSchema = z.strictObject({ version: z.string().describe('the `version` of the zones that were seen') });

const ABOUT = {
  read: {
    ...{ summary: 'The zones and lines that the service keeps', topic: 'objects' },
    answers: answersJson(zonesStateSchema),
  },
  patch: {
    ...{ summary: 'Changes zones and lines that the service keeps', topic: 'objects' },
    ...{ parameters: versionSchema, body: zonesPatchSchema, answers: answersJson(zonesStateSchema) },
  },
  ofVideo: {
    ...{ summary: 'The zones and lines that are drawn for one video', topic: 'objects' },
    answers: answersJson(z.array(placedShapeSchema)),
  },
} as const satisfies Record<string, About>;

/** `/v1/zones` and `/v1/videos/ID/zones`: the service's `zones.yaml`. It is no part of the store, so that it has no `ETag` of the store's. */
export function zoneRoutes(app: FastifyInstance, zones: ZonesKeeper, reader: ResultsReader): void {
  const ofFile = (about: About) => ({ config: { about, isQuestion: false } });

  app.get('/v1/zones', ofFile(ABOUT.read), () => zones.read());

  app.patch<{ Body: ZonesPatch }>('/v1/zones', ofFile(ABOUT.patch), (request) =>
    zones.patch(request.body, rawFilterOf(request).version!),
  );

  app.get<{ Params: { videoId: string } }>('/v1/videos/:videoId/zones', ofFile(ABOUT.ofVideo), async ({ params }) => {
    const { text } = await zones.read();
    const video = await videoNamed(reader, params.videoId);
    return text === '' ? [] : placedShapes(parseZonesFile(text), video);
  });
}
