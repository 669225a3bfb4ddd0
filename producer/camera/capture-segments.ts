import type { CameraGap } from '../../shared/capture.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import { CaptureSegment } from './capture-segment.ts';

/** The segments of a capture, each a run of its own, with the times in which its camera gave nothing. */
export class CaptureSegments {
  readonly #startedAt = Date.now();
  readonly #segments: CaptureSegment[] = [];
  /** A time without frames that has not ended. */
  #gap: CameraGap | null = null;

  /** @param seconds - how long a segment lasts; `null`: there is one */
  constructor(
    private readonly seconds: number | null,
    private readonly chunkFrames: number,
  ) {}

  get count(): number {
    return this.#segments.length;
  }

  at(place: number): CaptureSegment | undefined {
    return this.#segments.at(place);
  }

  /** The segment that a frame belongs to: they begin at whole multiples of their length after the first frame. */
  of(frame: DecodedFrame, timeBase: StreamInfo['timeBase']): CaptureSegment {
    const current = this.#segments.at(-1);
    const length = (this.seconds ?? Infinity) * 1000;
    const first = this.#segments[0]?.startedAt ?? frame.arrivedAt;
    const placeOf = (at: number) => Math.floor((at - first) / length);
    if (current && placeOf(frame.arrivedAt) <= placeOf(current.startedAt)) return current;
    const segment = new CaptureSegment(frame, timeBase, this.chunkFrames, this.seconds !== null);
    this.#segments.push(segment);
    return segment;
  }

  /** The camera gives nothing since then, milliseconds since the epoch. @param after - the last frame; `null`: there was none */
  beginGap(since: number, after: DecodedFrame | null, reason: string): void {
    if (this.#gap) return;
    const fromAt = new Date(after ? since : this.#startedAt).toISOString();
    const fromSeconds = after ? this.#segments.at(-1)!.secondsOf(after) : null;
    this.#gap = { fromAt, toAt: null, fromSeconds, toSeconds: null, reason };
    this.#segments.at(-1)?.tellGap(this.#gap);
  }

  /** @param next - the frame that ended the silence; `null`: the capture has ended */
  endGap(at: number, next: DecodedFrame | null): void {
    const segment = this.#segments.at(-1);
    if (!this.#gap || !segment) return;
    const toSeconds = next ? segment.secondsOf(next) : null;
    const gap = { ...this.#gap, toAt: new Date(at).toISOString(), toSeconds };
    const isBegunBefore = Date.parse(gap.fromAt) < segment.startedAt;
    if (isBegunBefore) this.#segments.at(-2)?.tellGap({ ...gap, toSeconds: null });
    segment.tellGap(isBegunBefore ? { ...gap, fromSeconds: null } : gap);
    this.#gap = null;
  }
}
