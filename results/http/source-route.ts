import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import send from '@fastify/send';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { InputError } from '../../shared/errors.ts';
import { type FramePictures, SourceGoneError } from '../../shared/frame-pictures.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { type About, answersJson } from './about.ts';
import { videoNamed } from './named-video.ts';
import type { Tickets } from './tickets.ts';

const ticketSchema = z.object({
  ticket: z.string().describe('To be shown as `ticket` in the address'),
  expiresAt: z.string().describe('ISO 8601 in UTC'),
});

const ABOUT = {
  ticket: {
    ...{ summary: 'What lets a player read the file of a video without a token', topic: 'pictures' },
    answers: answersJson(ticketSchema),
  },
  source: {
    summary: 'The file of a video, or a part of it (`Range`); 410 where it is gone or another by now',
    topic: 'pictures',
    parameters: z.strictObject({
      ticket: z.string().optional().describe('as `POST …/source-ticket` gives it, in place of a token'),
    }),
    answers: { 'video/*': z.string() },
  },
} as const satisfies Record<string, About>;

/** Says where sources lie. */
export type Sources = Pick<FramePictures, 'sourceOf'>;

interface OfVideo {
  Params: { videoId: string };
}

/** `POST /v1/videos/ID/source-ticket` and `GET /v1/videos/ID/source`. */
export function sourceRoute(
  app: FastifyInstance,
  { frames, reader, tickets }: { readonly frames: Sources; readonly reader: ResultsReader; readonly tickets: Tickets },
): void {
  const find = async (videoId: string) => fileOf(await frames.sourceOf(await videoNamed(reader, videoId)));
  const path = '/v1/videos/:videoId/source';

  app.post<OfVideo>(
    `${path}-ticket`,
    { config: { about: ABOUT.ticket, access: 'read', isQuestion: false } },
    async ({ params }) => {
      await find(params.videoId); // who asks is told at once where there is nothing to be read
      return tickets.issue(subjectOf(params.videoId));
    },
  );

  const isAdmitted = (request: FastifyRequest): boolean => {
    const { ticket } = request.query as { ticket?: unknown };
    return (
      typeof ticket === 'string' && tickets.admits(subjectOf((request.params as OfVideo['Params']).videoId), ticket)
    );
  };
  app.get<OfVideo>(path, { config: { about: ABOUT.source, isQuestion: false, isAdmitted } }, async (request, reply) =>
    sendFile(request, reply, await find(request.params.videoId)),
  );
}

/** @throws {InputError} `SOURCE_GONE`, or `INPUT_UNREADABLE` for a folder of pictures: it is no file that can be played */
async function fileOf(path: string): Promise<string> {
  const stats = await stat(path).catch(() => null);
  if (stats === null)
    throw new SourceGoneError('gone', `Expected to read \`${path}\`, got nothing: it is gone by now.`);
  if (stats.isFile()) return path;
  throw new InputError('INPUT_UNREADABLE', `Expected a file to be played, got the folder of pictures \`${path}\`.`);
}

function subjectOf(videoId: string): string {
  return `source of ${videoId}`;
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: string): Promise<FastifyReply> {
  const options = { root: dirname(file), dotfiles: 'allow', index: false, cacheControl: false } as const;
  const { statusCode, headers, stream, type } = await send(request.raw, encodeURIComponent(basename(file)), options);
  if (type === 'error' && statusCode !== 416) {
    throw new SourceGoneError('gone', `Expected to read \`${file}\`, got status ${statusCode}: it is gone by now.`);
  }
  return reply.status(statusCode).headers(headers).header('cache-control', 'private, no-cache').send(stream);
}
