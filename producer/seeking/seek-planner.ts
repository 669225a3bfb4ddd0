import type { RunSettings } from '../../shared/run.ts';
import { rangesOfWindow } from '../../shared/time-ranges.ts';
import { areCandidatesTold } from '../ffmpeg/candidate-filters.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { OrdinalRange } from '../ffmpeg/sampling-expression.ts';
import type { SourceFrames } from '../ffmpeg/source-frames.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import type { Input } from '../input/inputs.ts';
import { FrameSampler } from '../recording/frame-sampler.ts';
import { indexPackets } from './index-packets.ts';
import type { PacketIndex } from './packet-index.ts';
import { isIndexable, isKeyedContainer } from './packet-index-builder.ts';
import type { SeekPoint } from './seek-point.ts';
import { cutAtGaps, locateFrames } from './wanted-frames.ts';

/** Sampled frames that one ffmpeg hands over, and where it begins; `null`: at the source's beginning. */
export interface Stretch {
  readonly wanted: readonly OrdinalRange[];
  readonly seek: SeekPoint | null;
  /** Where the frames of the source lie, if only key frames are decoded. */
  readonly frames: SourceFrames | null;
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

  /** Whether `plan` reads the packets of the source. */
  needsIndex(asked: readonly OrdinalRange[]): boolean {
    return areCandidatesTold(this.settings) || this.#isWorthIt(asked);
  }

  /** @param asked - sampled frames by ordinal, ascending */
  async plan(asked: readonly OrdinalRange[], stop: AbortSignal): Promise<Stretch[]> {
    const whole = { wanted: asked, seek: null, frames: null };
    // Which frames are candidates is not known before they are decoded, so that none can be left out.
    if (areCandidatesTold(this.settings)) return [{ ...whole, frames: await this.#sourceFrames(stop) }];
    const index = this.#isWorthIt(asked) ? await this.#indexFor(asked.at(-1)!.first, stop) : null;
    if (!index) return [whole];
    const wanted = this.settings.ranges ? cutAtGaps(index.times, this.#newSampler(), asked, worthFrames) : asked;
    const extents = locateFrames(index.times, this.#newSampler(), wanted);
    const stretches: { wanted: OrdinalRange[]; seek: SeekPoint | null; frames: null }[] = [];
    let position = 0;
    for (const [at, { first, last }] of extents.entries()) {
      const key = index.keyFrameBefore(first - comparedFrames);
      if (key && key.frameIndex - position >= worthFrames) {
        stretches.push({ wanted: [wanted[at]!], seek: this.#seekPoint(index, key, first), frames: null });
      } else if (stretches.length > 0) stretches.at(-1)!.wanted.push(wanted[at]!);
      else stretches.push({ wanted: [wanted[at]!], seek: null, frames: null });
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
    const ranges = rangesOfWindow(this.settings);
    const hasGap = ranges.some(
      ({ start: from }, at) => (from ?? 0) - (ranges[at - 1]?.end ?? Infinity) >= worthSeconds,
    );
    return (
      this.#isTrusted &&
      (hasGap ||
        wanted.some(({ first, last }) => {
          const seconds = (start ?? 0) + first * secondsApart - position;
          position = (start ?? 0) + last * secondsApart;
          return seconds >= worthSeconds;
        }))
    );
  }

  /**
   * An index that reaches to some sampled frame, and into the last range of time, if the source does; the second one that is needed
   * reaches to its end.
   */
  async #indexFor(ordinal: number, stop: AbortSignal): Promise<PacketIndex | null> {
    const known = this.#index;
    const from = this.settings.ranges?.at(-1)?.start ?? -Infinity;
    const isThere = (sampler: FrameSampler) => sampler.sampledFrames > ordinal && sampler.seconds >= from;
    if (known?.isWhole || (known && isThere(this.#sampler(known.times)))) return known;
    const sampler = this.#newSampler();
    return this.#read((times) => {
      if (known || !isKeyedContainer(this.#rules)) return false;
      for (let next = sampler.frameIndex + 1; next < times.length && !isThere(sampler); next++)
        sampler.take(times[next]!);
      return isThere(sampler) || sampler.isPastEnd;
    }, stop);
  }

  /** Where the frames lie, up to the end of what is looked at, for passes that decode key frames only. */
  async #sourceFrames(stop: AbortSignal): Promise<SourceFrames | null> {
    const { keyframes, deinterlace, end } = this.settings;
    // Halves of pictures are mended by those of their neighbours.
    if (!this.#isTrusted || !keyframes || deinterlace) return null;
    const isEnough = (times: Float64Array) =>
      end !== null && isKeyedContainer(this.#rules) && (times.at(-1)! - times[0]!) * this.#secondsPerTick > end + 1;
    const index = this.#index ?? (await this.#read(isEnough, stop));
    return index && { times: index.times, isWhole: index.isWhole, lastKeyPts: index.lastKeyPts };
  }

  async #read(isEnough: (times: Float64Array) => boolean, stop: AbortSignal): Promise<PacketIndex | null> {
    this.#index = await indexPackets(this.ffmpeg, this.input, this.#rules, isEnough, stop);
    if (!this.#index && !stop.aborted) this.distrust();
    return this.#index;
  }

  #newSampler(): FrameSampler {
    return new FrameSampler(this.settings, [], this.#secondsPerTick);
  }

  #sampler(times: Float64Array): FrameSampler {
    const sampler = this.#newSampler();
    for (const pts of times) sampler.take(pts);
    return sampler;
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
