import type { Ffmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { probeVideo } from '../../producer/input/probe.ts';
import { indexPackets } from '../../producer/seeking/index-packets.ts';
import { isIndexable } from '../../producer/seeking/packet-index-builder.ts';
import { ptsSecondsOf } from '../../shared/chunk-job.ts';
import type { FoundSource } from './found-source.ts';

/** Sources whose times are remembered: 8 bytes for each frame. */
const MOST_REMEMBERED = 8;

/** When each frame of a source is shown, by its packets alone; one source after the other, and each once. */
export class SourceTimes {
  readonly #known = new Map<string, Promise<Float64Array | null>>();
  #turn: Promise<unknown> = Promise.resolve();

  /** @param stop - ends what is under way */
  constructor(
    private readonly ffmpeg: () => Promise<Ffmpeg>,
    private readonly stop: AbortSignal,
  ) {}

  /** Seconds by frame index. @returns `null` where packets cannot be counted as frames */
  of({ input, stamp }: FoundSource): Promise<Float64Array | null> {
    const key = `${input.source} ${input.chosen?.program} ${input.chosen?.stream} ${stamp}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const times = this.#turn.then(() => this.#read(input));
    this.#turn = times.catch(() => undefined); // who asked for it hears of it
    this.#known.set(key, times);
    times.catch(() => this.#known.delete(key)); // it is tried again
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= MOST_REMEMBERED) break;
      this.#known.delete(oldest);
    }
    return times;
  }

  async #read(input: FoundSource['input']): Promise<Float64Array | null> {
    if (input.kind !== 'file') return null;
    const ffmpeg = await this.ffmpeg();
    const { codec, container, firstPts, timeBase } = await probeVideo(ffmpeg, input);
    const rules = { codec, container: container ?? '', firstPts };
    if (!isIndexable(rules)) return null;
    const index = await indexPackets(ffmpeg, input, rules, () => false, this.stop);
    this.stop.throwIfAborted();
    if (index === null) return null;
    return index.times.map((pts) => ptsSecondsOf(pts, [...timeBase]));
  }
}
