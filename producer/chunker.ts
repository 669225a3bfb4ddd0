import { setTimeout as delay } from 'node:timers/promises';
import { isSameSize } from '../shared/network-size.ts';
import type { DecodedFrame } from './ffmpeg/decoded-frame.ts';

/** Consecutive sampled frames that travel in one job. */
export interface FrameChunk {
  readonly chunkIndex: number;
  readonly frames: readonly DecodedFrame[];
}

/** Chunks of a recording: chunk `i` holds the sampled frames `i · chunkFrames …`, so every pass cuts alike. An incomplete chunk is given only at the source's end. */
export async function* chunksOfRecording(
  frames: AsyncIterable<DecodedFrame>,
  chunkFrames: number,
): AsyncGenerator<FrameChunk> {
  let open: DecodedFrame[] = [];
  let chunkIndex = 0;
  for await (const frame of frames) {
    const nextIndex = Math.floor(frame.ordinal / chunkFrames);
    if (open.length > 0 && nextIndex !== chunkIndex) {
      yield { chunkIndex, frames: open };
      open = [];
    }
    chunkIndex = nextIndex;
    open.push(frame);
    if (open.length === chunkFrames) {
      yield { chunkIndex, frames: open };
      open = [];
    }
  }
  if (open.length > 0) yield { chunkIndex, frames: open };
}

/** Frames of a camera, as many as go in one chunk; it is closed after `maxOpenMs` too, before a frame of another size, and whatever is open when the source ends or fails. */
export async function* chunksOfCamera(
  frames: AsyncIterable<DecodedFrame>,
  chunkFrames: number,
  maxOpenMs: number,
): AsyncGenerator<readonly DecodedFrame[]> {
  const source = frames[Symbol.asyncIterator]();
  let pending = source.next();
  pending.catch(() => undefined); // awaited below, perhaps after the consumer's turn
  for (let isOver = false; !isOver; ) {
    const open: DecodedFrame[] = [];
    const timer = new AbortController();
    let timeout: Promise<'timeout'> | null = null;
    let failure: unknown = null;
    while (open.length < chunkFrames) {
      const result = await Promise.race(timeout ? [pending, timeout] : [pending]).catch((error: unknown) => {
        failure = error ?? new Error('the source failed');
        return 'failed' as const;
      });
      if (result === 'timeout') break;
      if (result === 'failed' || result.done) {
        isOver = true;
        break;
      }
      if (open.length > 0 && !isSameSize(open[0]!.source, result.value.source)) break;
      open.push(result.value);
      pending = source.next();
      pending.catch(() => undefined);
      timeout ??= delay(maxOpenMs, 'timeout' as const, { signal: timer.signal }).catch(() => 'timeout' as const);
    }
    timer.abort();
    if (open.length > 0) yield open;
    if (failure !== null) throw failure;
  }
}
