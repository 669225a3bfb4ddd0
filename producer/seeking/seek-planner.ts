import type { RunSettings } from '../../shared/run.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { OrdinalRange } from '../ffmpeg/sampling-expression.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import type { Input } from '../input/inputs.ts';
import { FrameSampler } from '../recording/frame-sampler.ts';
import { indexPackets } from './index-packets.ts';
import type { PacketIndex } from './packet-index.ts';
import { isIndexable, isKeyedContainer } from './packet-index-builder.ts';
import type { SeekPoint } from './seek-point.ts';

/** Sampled frames that one ffmpeg hands over, and where it begins; `null`: at the source's beginning. */
export interface Stretch {
  readonly wanted: readonly OrdinalRange[];
  readonly seek: SeekPoint | null;
}

/** Where frames of the source lie, counted in it. */
interface Extent {
  readonly first: number;
  readonly last: number;
}

/** Reading the packets of this many seconds costs less than decoding them by far more than starting ffmpeg once more does. */
const worthSeconds = 10;
/** Decoding so many frames takes about as long as starting another ffmpeg. */
const worthFrames = 250;
/** So many frames before the first wanted one have to come as the index has them. */
const comparedFrames = 32;
const assumedRate = 25;

/**
 * Says where to begin decoding, so that frames that are not wanted are left out where that pays.
 *
 * That takes an index of the source's packets, which is made when it pays, up to where it is needed. Without one that can be
 * trusted everything is decoded from the beginning.
 */
export class SeekPlanner {
  #index: PacketIndex | null = null;
  #isTrusted: boolean;

  constructor(
    private readonly ffmpeg: Ffmpeg,
    private readonly input: Input,
    private readonly settings: RunSettings,
    private readonly facts: StreamInfo,
  ) {
    // What is read over a network would be read twice.
    this.#isTrusted = input.kind === 'file' && isIndexable(this.#rules);
  }

  /** Whether stretches may begin elsewhere than at the beginning, as far as is known. */
  get canSeek(): boolean {
    return this.#isTrusted;
  }

  /** Says that a pass did not find what the index has; from now on everything is decoded from the beginning. */
  distrust(): void {
    this.#isTrusted = false;
    this.#index = null;
  }

  /** @param wanted - sampled frames by ordinal, ascending */
  async plan(wanted: readonly OrdinalRange[], stop: AbortSignal): Promise<Stretch[]> {
    const index = this.#isWorthIt(wanted) ? await this.#indexFor(wanted.at(-1)!.first, stop) : null;
    if (!index) return [{ wanted, seek: null }];
    const extents = this.#locate(index, wanted);
    const stretches: { wanted: OrdinalRange[]; seek: SeekPoint | null }[] = [];
    let position = 0;
    for (const [at, { first, last }] of extents.entries()) {
      const key = index.keyFrameBefore(first - comparedFrames);
      if (key && key.frameIndex - position >= worthFrames) {
        stretches.push({ wanted: [wanted[at]!], seek: this.#seekPoint(index, key, first) });
      } else if (stretches.length > 0) stretches.at(-1)!.wanted.push(wanted[at]!);
      else stretches.push({ wanted: [wanted[at]!], seek: null });
      position = last;
    }
    return stretches;
  }

  get #rules() {
    const { codec, container, firstPts } = this.facts;
    return { codec, container: container ?? '', firstPts };
  }

  get #secondsPerTick(): number {
    const [numerator, denominator] = this.facts.timeBase;
    return numerator / denominator;
  }

  #isWorthIt(wanted: readonly OrdinalRange[]): boolean {
    const { every, fps, start } = this.settings;
    const { fpsNum, fpsDen } = this.facts;
    const secondsApart = Math.max(every / (fpsNum > 0 ? fpsNum / fpsDen : assumedRate), fps === null ? 0 : 1 / fps);
    let position = 0;
    return (
      this.#isTrusted &&
      wanted.some(({ first, last }) => {
        const seconds = (start ?? 0) + first * secondsApart - position;
        position = (start ?? 0) + last * secondsApart;
        return seconds >= worthSeconds;
      })
    );
  }

  /** An index that reaches to some sampled frame, if the source does; the second one that is needed reaches to its end. */
  async #indexFor(ordinal: number, stop: AbortSignal): Promise<PacketIndex | null> {
    const known = this.#index;
    if (known?.isWhole || (known && this.#sampler(known.times).sampledFrames > ordinal)) return known;
    const sampler = new FrameSampler(this.settings, [], this.#secondsPerTick);
    const isEnough = (times: Float64Array) => {
      if (known || !isKeyedContainer(this.#rules)) return false;
      for (let next = sampler.frameIndex + 1; next < times.length && sampler.sampledFrames <= ordinal; next++)
        sampler.take(times[next]!);
      return sampler.sampledFrames > ordinal || sampler.isPastEnd;
    };
    this.#index = await indexPackets(this.ffmpeg, this.input, this.#rules, isEnough, stop);
    if (!this.#index && !stop.aborted) this.distrust();
    return this.#index;
  }

  #sampler(times: Float64Array): FrameSampler {
    const sampler = new FrameSampler(this.settings, [], this.#secondsPerTick);
    for (const pts of times) sampler.take(pts);
    return sampler;
  }

  /** Where the wanted frames begin and end; what lies behind the index is taken to lie at its end. */
  #locate({ times }: PacketIndex, wanted: readonly OrdinalRange[]): Extent[] {
    const sampler = new FrameSampler(this.settings, [], this.#secondsPerTick);
    const firsts = new Map(wanted.map(({ first }, at) => [first, at]));
    const lasts = new Map(wanted.map(({ last }, at) => [last, at]));
    const found: { first?: number; last?: number }[] = wanted.map(() => ({}));
    for (let frame = 0; frame < times.length && !sampler.isPastEnd; frame++) {
      sampler.take(times[frame]!);
      if (sampler.ordinal < 0) continue;
      const [first, last] = [firsts.get(sampler.ordinal), lasts.get(sampler.ordinal)];
      if (first !== undefined) found[first]!.first = frame;
      if (last !== undefined) found[last]!.last = frame;
    }
    const end = sampler.frameIndex;
    return found.map(({ first = end, last = end }) => ({ first, last }));
  }

  #seekPoint(index: PacketIndex, key: { frameIndex: number; pts: number; seekPts: number }, first: number): SeekPoint {
    const { width, height } = this.facts;
    return {
      seconds: key.seekPts * this.#secondsPerTick,
      frameIndex: key.frameIndex,
      times: index.times.subarray(0, first + 1),
      secondsPerTick: this.#secondsPerTick,
      shown: { width, height },
      isBefore: (packet) => index.isBefore(packet, key.pts),
    };
  }
}
