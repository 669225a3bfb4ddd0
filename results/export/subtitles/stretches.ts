import type { ExportFrame } from '../export-source.ts';
import { isSame, type Seen, seenIn } from './seen.ts';

/** What is seen without a change, in seconds from the first frame of the video. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly seen: Seen;
}

/** What a frame shows is said to hold until the next one that was looked at, but for no longer. */
const MAX_HOLD_SECONDS = 2;

/**
 * Frames as stretches in which the same is seen; nothing is a stretch too. Players count from the first frame of a file: so do these
 * where it was looked at, and where it was not, as the stream does. Frames whose time is none of a player (before 0, or jumping back)
 * are left out.
 *
 * @param frameSeconds - how long the last frame is shown
 */
export async function* stretchesOf(
  batches: AsyncIterable<readonly ExportFrame[]>,
  frameSeconds: number,
): AsyncGenerator<Stretch> {
  let zero: number | null = null;
  let open: Stretch | null = null;
  let last = -1;
  for await (const frames of batches) {
    for (const frame of frames) {
      zero ??= frame.frameIndex === 0 ? frame.ptsSeconds : 0;
      const at: number = frame.ptsSeconds - zero;
      if (at < 0 || at <= last) continue;
      const seen = seenIn(frame);
      const isNext = at <= last + MAX_HOLD_SECONDS;
      if (!open || !isNext || !isSame(open.seen, seen)) {
        if (open) yield { ...open, to: isNext ? at : last + MAX_HOLD_SECONDS };
        open = { from: at, to: at, seen };
      }
      last = at;
    }
  }
  if (open) yield { ...open, to: last + frameSeconds };
}
