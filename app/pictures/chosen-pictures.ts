import { groupBy } from '../../results/query/group-by.ts';
import { FramefleetError, messageOf } from '../../shared/errors.ts';
import { type FramePictures, recordedVideoOf, type ShownFrame, SourceGoneError } from '../../shared/frame-pictures.ts';
import type { RunVideo } from '../../shared/frame-rows.ts';
import { type RawFilter, runFilterOf } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { PictureChoice } from './picture-choice.ts';
import { type PictureFacts, type PictureScope, pictureFacts } from './picture-facts.ts';

/** A picture that is to be made, in the order of choice. */
export interface ChosenPicture {
  readonly facts: PictureFacts;
  readonly video: RunVideo;
  /** Place in the choice, from 0. */
  readonly place: number;
}

/** What is known of chosen pictures, and the videos that they are of, run by run as the store has them. */
export async function describedPictures(
  reader: Pick<ResultsReader, 'frames' | 'runVideos'>,
  filter: RawFilter,
  choices: readonly PictureChoice[],
  scope: PictureScope,
  signal: AbortSignal,
): Promise<ChosenPicture[]> {
  const videos = new Map((await reader.runVideos(runFilterOf(filter))).map((video) => [video.runId, video]));
  const pictures: ChosenPicture[] = [];
  for (const choice of choices) {
    signal.throwIfAborted();
    const video = videos.get(choice.runId);
    const facts = video && (await pictureFacts(reader, filter, choice, video, scope));
    if (facts) pictures.push({ facts, video, place: pictures.length });
  }
  return pictures;
}

/** A source that could not be read, and how many pictures are missing for it. */
export interface MissingSource {
  readonly uri: string;
  readonly error: unknown;
  readonly pictures: number;
}

/**
 * Reads the frames of pictures, video by video, each in the order of its frames. What of a source that is gone, or cannot be read, is
 * missing, is told; the others come all the same.
 *
 * @param onFrame - makes a picture; the frame is its own to paint in
 * @throws {FfmpegError} `FFMPEG_MISSING`
 * @throws what `onFrame` throws, and the reason of `signal`
 */
export async function readPictures(
  frames: FramePictures,
  pictures: readonly ChosenPicture[],
  signal: AbortSignal,
  onFrame: (picture: ChosenPicture, frame: ShownFrame) => Promise<void>,
): Promise<MissingSource[]> {
  const missing: MissingSource[] = [];
  for (const ofVideo of groupBy(pictures, ({ facts }) => facts.videoId).values()) {
    const waiting = new Map(ofVideo.map((picture) => [picture.place, picture]));
    const ofFrames = groupBy(ofVideo, ({ facts }) => facts.frameIndex);
    const indexes = [...ofFrames.keys()].sort((a, b) => a - b);
    let failure: unknown = null;
    const shown = frames.frames(recordedVideoOf(ofVideo[0]!.video), indexes, signal)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await shown.next().catch((error: unknown) => {
          if (error instanceof FramefleetError && error.code === 'FFMPEG_MISSING') throw error;
          failure = error;
          return { done: true, value: undefined } as const;
        });
        if (next.done) break;
        for (const picture of ofFrames.get(next.value.frameIndex) ?? []) {
          await onFrame(picture, { ...next.value, rgb: Buffer.from(next.value.rgb) });
          waiting.delete(picture.place);
        }
      }
    } finally {
      await shown.return?.();
    }
    signal.throwIfAborted();
    if (waiting.size > 0) {
      failure ??= new SourceGoneError('replaced', 'its source ends before these frames');
      missing.push({ uri: ofVideo[0]!.video.uri, error: failure, pictures: waiting.size });
    }
  }
  return missing;
}

/** What is missing and why, a sentence for each source. */
export function missingNotes(missing: readonly MissingSource[]): string[] {
  return missing.map(({ error, pictures, uri }) => {
    const count = `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`;
    return `${count} of ${uri} could not be made: ${messageOf(error)}`;
  });
}
