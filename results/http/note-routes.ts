import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { ConfigError } from '../../shared/errors.ts';
import { type Moment, type NewNote, type NotesKeeper, newNoteSchema, noteSchema } from '../../shared/notes.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { type About, answersJson } from './about.ts';
import { videoNamed } from './named-video.ts';

const about = (summary: string, answer: z.ZodType, body?: z.ZodType): About => ({
  ...{ summary, topic: 'notes', answers: answersJson(answer) },
  ...(body && { body }),
});
const ABOUT = {
  all: about('Stars and notes of all videos', z.array(noteSchema)),
  ofVideo: about('Stars and notes of a video', z.array(noteSchema)),
  put: about('Puts a star or a note on a frame, in place of the one there', noteSchema, newNoteSchema),
  remove: about('Takes star and note off a frame', z.null()),
};

interface OfVideo {
  Params: { videoId: string };
}
interface OfFrame {
  Params: { videoId: string; frameIndex: string };
}

/** `/v1/notes`, `/v1/videos/ID/notes` and `/v1/videos/ID/notes/FRAME`. They are no part of the store, so that they have no `ETag` of the store's. */
export function noteRoutes(app: FastifyInstance, notes: NotesKeeper, reader: ResultsReader): void {
  const ofFile = (said: About) => ({ config: { about: said, isQuestion: false } });
  const ofFrame = '/v1/videos/:videoId/notes/:frameIndex';

  app.get('/v1/notes', ofFile(ABOUT.all), () => notes.read(null));

  app.get<OfVideo>('/v1/videos/:videoId/notes', ofFile(ABOUT.ofVideo), ({ params }) => notes.read(params.videoId));

  app.put<OfFrame & { Body: NewNote }>(ofFrame, ofFile(ABOUT.put), async ({ params, body }) => {
    const moment = momentOf(params);
    await videoNamed(reader, moment.videoId);
    return notes.put(moment, body);
  });

  app.delete<OfFrame>(ofFrame, ofFile(ABOUT.remove), async ({ params }, reply) => {
    await notes.remove(momentOf(params));
    return reply.type('application/json').send('null');
  });
}

function momentOf({ videoId, frameIndex }: OfFrame['Params']): Moment {
  const parsed = z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number)
    .pipe(z.int32())
    .safeParse(frameIndex);
  if (parsed.success) return { videoId, frameIndex: parsed.data };
  throw new ConfigError('CONFIG_INVALID', `Expected the index of a frame, got \`${frameIndex}\`.`);
}
