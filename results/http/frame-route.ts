import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { detectionBoxes } from '../../pictures/detection-box.ts';
import type { DrawnBox } from '../../pictures/draw-boxes.ts';
import { MAX_JPEG_SIDE } from '../../pictures/encode-picture.ts';
import { renderPicture } from '../../pictures/render-picture.ts';
import { parseConfig } from '../../shared/config.ts';
import { QueryError } from '../../shared/errors.ts';
import { type FramePictures, recordedVideoOf, type ShownFrame } from '../../shared/frame-pictures.ts';
import type { FrameRow } from '../../shared/frame-rows.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { detectionFields, number, optional, parsed } from '../query/filter/fields.ts';
import { timesAround } from '../query/times-around.ts';
import type { About } from './about.ts';
import type { Ask } from './answerers.ts';
import { cropBox, parseCrop } from './crop.ts';
import { rawFilterOf } from './parameters.ts';
import { isAmong } from './store-tag.ts';

const MOST_WIDTH = 8192;
const LAST_FRAME = 2 ** 31 - 1;
/** How long a frame may take that lies far from where decoding may begin. */
const FRAME_MS = 60_000;

export const frameParametersSchema = z.strictObject({
  boxes: z
    .enum(['0', '1', 'false', 'true'])
    .default('0')
    .transform((text) => text === '1' || text === 'true')
    .describe('1 or 0'),
  run: detectionFields.run,
  label: detectionFields.label,
  notLabel: detectionFields.notLabel,
  minConfidence: detectionFields.minConfidence,
  crop: optional(
    parsed(parseCrop),
    'x1,y1,x2,y2 with x1 < x2 and y1 < y2, in pixels of the frame or with % in per cent of it',
  ),
  width: optional(number.pipe(z.number().int().min(1).max(MOST_WIDTH)), `a whole number in 1..${MOST_WIDTH}`),
});

const about: About = {
  summary: 'A frame of the recorded source of a video, as JPEG; 410 where that is gone, or holds something else now',
  topic: 'pictures',
  parameters: frameParametersSchema,
  answers: { 'image/jpeg': z.string() },
};

export interface FrameRouteParts {
  readonly frames: FramePictures;
  readonly storeVersion: () => string;
}

interface OfFrame {
  Params: { videoId: string; frameIndex: string };
}

/**
 * `GET /v1/videos/ID/frames/FRAME.jpg`. Its tag is that of the content; who shows it gets a 304 as long as the source is there, and,
 * where boxes are drawn, nothing has been stored.
 */
export function frameRoute(app: FastifyInstance, ask: Ask, { frames, storeVersion }: FrameRouteParts): void {
  const config = { about, hasOwnTag: true, line: 'frames' } as const;
  app.get<OfFrame>('/v1/videos/:videoId/frames/:frameIndex.jpg', { config }, async (request, reply) => {
    const { reader } = ask(reply);
    const { videoId } = request.params;
    const frameIndex = frameIndexOf(request.params.frameIndex);
    const raw = rawFilterOf(request);
    const { boxes, crop, width } = parseConfig(frameParametersSchema, raw, undefined, 'QUERY_INVALID');
    const ofRuns = { video: requireId(videoId), ...(raw.run === undefined ? { limit: '1' } : { run: raw.run }) };
    const tag = tagOf([videoId, frameIndex, crop, width, ...(boxes ? [raw, storeVersion()] : [])]);
    const row = (await reader.runVideos(ofRuns)).at(-1);
    if (!row) throw new QueryError('RUN_NOT_FOUND', `Expected a run over video \`${videoId}\`, got none.`);
    const video = recordedVideoOf(row);
    await frames.sourceOf(video);
    const tagged = () => reply.header('etag', tag).header('cache-control', 'private, no-cache');
    if (isAmong(request.headers['if-none-match'], tag)) return tagged().status(304).send();
    const frame = await withinTime(reply, (signal) => frames.frame(video, frameIndex, signal));
    const drawn = boxes
      ? await boxesOf(reader, { ...filterOf(raw), run: raw.run ?? row.runId, video: videoId }, frame)
      : [];
    const box = crop && cropBox(crop, frame);
    const picture = await renderPicture(frame, { crop: box, width: widthOf(frame, box, width) }, drawn);
    return tagged().type('image/jpeg').send(picture);
  });
}

/** What of the parameters chooses detections. */
function filterOf({ label, notLabel, minConfidence }: RawFilter): RawFilter {
  return Object.fromEntries(
    Object.entries({ label, notLabel, minConfidence }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value]],
    ),
  );
}

async function boxesOf(
  reader: ResultsReader,
  filter: RawFilter,
  { frameIndex, ptsSeconds }: ShownFrame,
): Promise<DrawnBox[]> {
  const found: FrameRow['detections'][number][] = [];
  for await (const rows of await reader.frames({ ...filter, ...timesAround(ptsSeconds) })) {
    for (const row of rows) if (row.frameIndex === frameIndex) found.push(...row.detections);
  }
  return detectionBoxes(found);
}

async function withinTime<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const end = new AbortController();
  const leave = () =>
    end.abort(new QueryError('QUERY_INVALID', 'Expected somebody to wait for the frame, got nobody.'));
  const tooLong = new QueryError(
    'QUERY_TOO_LARGE',
    `Expected the frame within ${FRAME_MS / 1000} s, got none: the source leads to no place near it. A copy of it in MP4 or Matroska would.`,
  );
  const timer = setTimeout(() => end.abort(tooLong), FRAME_MS);
  reply.raw.once('close', leave);
  try {
    return await work(end.signal);
  } finally {
    clearTimeout(timer);
    reply.raw.off('close', leave);
  }
}

/** @throws {QueryError} where the picture would be higher than JPEG can be */
function widthOf(frame: ShownFrame, box: readonly number[] | null, width: number | null): number | null {
  const [x1 = 0, y1 = 0, x2 = frame.width, y2 = frame.height] = box ?? [];
  const height = width === null ? y2 - y1 : (width * (y2 - y1)) / (x2 - x1);
  if (height <= MAX_JPEG_SIDE / 4) return width;
  throw new QueryError(
    'QUERY_INVALID',
    `Expected \`width\` for a picture at most ${MAX_JPEG_SIDE / 4} high, got \`${width}\`.`,
  );
}

function frameIndexOf(text: string): number {
  const index = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (index <= LAST_FRAME) return index;
  throw new QueryError('QUERY_INVALID', `Expected the index of a frame, from 0, got \`${text}\`.`);
}

/** Filters take names and patterns too; a frame is of one video. */
function requireId(videoId: string): string {
  if (/^[A-Za-z0-9_-]+$/.test(videoId)) return videoId;
  throw new QueryError('QUERY_INVALID', `Expected the id of a video, got \`${videoId}\`.`);
}

function tagOf(content: readonly unknown[]): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 24)}"`;
}
