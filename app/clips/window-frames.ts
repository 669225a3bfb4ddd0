import type { DecodedFrame } from '../../producer/ffmpeg/decoded-frame.ts';
import { ptsSecondsOf } from '../../shared/chunk-job.ts';
import type { ClipWindow } from './clip-windows.ts';

/** A frame and its time, in seconds of the stream. */
export interface TimedFrame {
  readonly frame: DecodedFrame;
  readonly seconds: number;
}

type Ends = Pick<ClipWindow, 'from' | 'to'>;

/** Frames that come in order, handed out window by window. */
export class WindowFrames {
  #next: TimedFrame | null = null;

  constructor(
    private readonly frames: AsyncGenerator<DecodedFrame>,
    private readonly timeBase: readonly [number, number],
  ) {}

  /** Whether a frame lies in a window, which lies behind those asked for before; what lies before it is dropped. */
  async isAnyIn(window: Ends): Promise<boolean> {
    for (;;) {
      const next = await this.#peek();
      if (next === null || next.seconds > window.to + this.#halfTick) return false;
      if (next.seconds >= window.from - this.#halfTick) return true;
      this.#next = null;
    }
  }

  /** The frames of a window. */
  async *in(window: Ends): AsyncGenerator<TimedFrame> {
    while (await this.isAnyIn(window)) {
      const next = this.#next!;
      this.#next = null;
      yield next;
    }
  }

  /** Gives up what was not read. */
  async close(): Promise<void> {
    await this.frames.return(undefined);
  }

  /** Stored times may be rounded. */
  get #halfTick(): number {
    return this.timeBase[0] / this.timeBase[1] / 2;
  }

  async #peek(): Promise<TimedFrame | null> {
    if (this.#next === null) {
      const { done, value } = await this.frames.next();
      if (done) return null;
      this.#next = { frame: value, seconds: ptsSecondsOf(value.pts, this.timeBase) };
    }
    return this.#next;
  }
}
