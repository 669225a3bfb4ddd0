import { readLook } from '../../producer/encoding/picture-look.ts';
import { shownFrames } from '../../producer/encoding/shown-frames.ts';
import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import type { StreamInfo } from '../../producer/ffmpeg/stream-info.ts';
import { ptsSecondsOf } from '../../shared/chunk-job.ts';
import { type TimeRange, windowOf } from '../../shared/time-ranges.ts';
import { type WrittenFile, writeWhole } from '../sources/partial-file.ts';
import type { ClipWindow } from './clip-windows.ts';
import { type ClipOrder, type CutFrames, encodeClip } from './encode-clip.ts';
import { WindowFrames } from './window-frames.ts';

/** What is cut out of one recording. */
export interface CutOrder extends Omit<ClipOrder, 'look'> {
  /** Apart from one another, in order. */
  readonly windows: readonly ClipWindow[];
  readonly folder: string;
  /** Throws where the source is not what it was any more. */
  readonly requireSame: () => Promise<void>;
  /** What the file is called that is made of a window. */
  readonly nameOf: (cut: CutFrames) => string;
  /** Is told of each clip once it is whole. */
  readonly onClip: (window: ClipWindow, cut: CutFrames, file: WrittenFile) => Promise<void>;
}

/** So many clips are looked for in one pass: each is a condition on every frame. */
const MOST_AT_ONCE = 100;

/**
 * Cuts windows out of a recording: each holds the frames whose time lies in it, at their own distances, and the sound. Where no frame lies
 * in a window nothing is made of it.
 *
 * @throws {InputError} `INPUT_UNREADABLE`; {FfmpegError} `FFMPEG_FAILED`; {OutputError} `OUTPUT_UNWRITABLE`
 * @throws the reason of the order's `signal`
 */
export async function cutClips(ffmpeg: Ffmpeg, order: CutOrder): Promise<void> {
  const { source, folder, signal, nameOf, onClip } = order;
  const look = await readLook(ffmpeg, source.input);
  for (let first = 0; first < order.windows.length; first += MOST_AT_ONCE) {
    const windows = order.windows.slice(first, first + MOST_AT_ONCE);
    const asked = windowOf(windows.map((window) => rangeOf(window, source.facts)).filter(isAfterBeginning), ALL);
    if (asked === null) continue;
    const frames = new WindowFrames(shownFrames(ffmpeg, source, asked, signal), source.facts.timeBase);
    try {
      for (const window of windows) {
        if (!(await frames.isAnyIn(window))) continue;
        const made: CutFrames[] = [];
        const file = await writeWhole(folder, async (path) => {
          const cut = await encodeClip(ffmpeg, { ...order, look }, window, frames, path);
          made.push(cut);
          await order.requireSame();
          return nameOf(cut);
        });
        await onClip(window, made[0]!, file);
      }
    } finally {
      await frames.close();
    }
  }
}

const ALL: TimeRange = { start: null, end: null };

/** A window by the time since the first frame, half a tick wider on both sides. */
function rangeOf({ from, to }: ClipWindow, { timeBase, firstPts }: StreamInfo): { start: number; end: number } {
  const first = ptsSecondsOf(firstPts ?? 0, timeBase);
  const half = timeBase[0] / timeBase[1] / 2;
  return { start: Math.max(0, from - first - half), end: to - first + half };
}

function isAfterBeginning({ end }: { readonly end: number }): boolean {
  return end > 0;
}
