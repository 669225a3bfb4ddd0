import type { WorkEvents } from '../../app/events.ts';
import { makeTracks } from '../../app/export/track-ids-reader.ts';
import { homePaths } from '../../app/home.ts';
import { stderrLog } from '../../app/local/child-context.ts';
import { openResultsReader, openTracksReader } from '../../app/open-results-reader.ts';
import { choosePictures } from '../../app/pictures/choose-pictures.ts';
import {
  type ChosenPicture,
  describedPictures,
  type MissingSource,
  missingNotes,
} from '../../app/pictures/chosen-pictures.ts';
import { SourceFrames } from '../../app/pictures/source-frames.ts';
import { ERROR_TABLE, FramefleetError } from '../../shared/errors.ts';
import type { FramePictures } from '../../shared/frame-pictures.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { AnswerOptions } from './answer.ts';
import { say } from './say.ts';
import { showWork } from './work-display.ts';

/** Which pictures of whose store, and where their sources are. */
export interface AskedPictures extends Pick<AnswerOptions, 'home' | 'resultsUrl' | 'token' | 'readToken'> {
  readonly filter: RawFilter;
  readonly per: 'track' | 'segment' | null;
  readonly crops: boolean;
  readonly boxes: boolean;
  readonly limit: number;
  readonly media: readonly string[];
  readonly ffmpegPath: string | null;
}

type Work<T> = (frames: FramePictures, pictures: readonly ChosenPicture[], events: WorkEvents) => Promise<T>;

/** Chooses pictures and gives what makes them, for the time of `work`; says what happens on stderr. */
export async function withPictures<T>(asked: AskedPictures, signal: AbortSignal, work: Work<T>): Promise<T> {
  const { home, resultsUrl, filter, per, crops, limit } = asked;
  const paths = homePaths(home);
  const tracks = per === 'track' ? await openTracksReader(paths, resultsUrl, asked) : null;
  const frames = new SourceFrames({ ...asked, log: stderrLog('pictures') });
  try {
    if (tracks) await makeTracks(tracks, filter);
    const reader = await openResultsReader(paths, resultsUrl, asked);
    try {
      return await showWork(async (events) => {
        const options = { filter, per: per ?? 'frame', isOfObjects: crops, most: limit, tracks } as const;
        const choices = await choosePictures(reader, options, signal, events.onNote);
        const scope = { isSingle: crops || per === 'track', isCut: crops };
        const pictures = await describedPictures(reader, filter, choices, scope, signal);
        return await work(frames, pictures, events);
      });
    } finally {
      await reader.close();
    }
  } finally {
    await frames.close();
    await tracks?.close();
  }
}

/** Says what is missing. @returns the exit code */
export function tellMissing(missing: readonly MissingSource[]): number {
  for (const note of missingNotes(missing)) say(`framefleet: ${note}`);
  const codes = missing.map(({ error }) =>
    error instanceof FramefleetError ? error.exitCode : ERROR_TABLE.INTERNAL.exitCode,
  );
  return Math.max(0, ...codes);
}
