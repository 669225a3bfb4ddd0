import type { Size } from '../../shared/geometry.ts';
import { isSameSize } from '../../shared/network-size.ts';
import { regionOf } from '../../shared/region.ts';
import { pixelBlankerFor } from '../blanked-pixels.ts';
import { areCandidatesTold } from '../ffmpeg/candidate-filters.ts';
import type { DecodedFrame, DecodeRequest } from '../ffmpeg/decoded-frame.ts';
import { decodeArguments, type PassPlan, type Resumption } from '../ffmpeg/ffmpeg-args.ts';
import type { FfmpegLogErrors } from '../ffmpeg/ffmpeg-log-errors.ts';
import { FFMPEG_FD } from '../ffmpeg/ffmpeg-outputs.ts';
import { type FfmpegProcess, type FfmpegStreams, startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { FrameMetadataReader } from '../ffmpeg/frame-metadata.ts';
import { FrameReader } from '../ffmpeg/frame-reader.ts';
import { channelsOf, frameSizeOf, isOneFrameSize, placementInFrame } from '../ffmpeg/frame-scaling.ts';
import { GraphSizes } from '../ffmpeg/graph-sizes.ts';
import type { OrdinalRange, Sampling } from '../ffmpeg/sampling-expression.ts';
import { readStreamHeads } from '../ffmpeg/stream-heads.ts';
import { type StreamInfo, StreamLog, streamInfoOf } from '../ffmpeg/stream-info.ts';
import type { PacketLine } from '../seeking/packet-lines.ts';
import type { SeekPoint } from '../seeking/seek-point.ts';
import { FrameSampler } from './frame-sampler.ts';

/** What a pass reads from, once ffmpeg has decoded a frame. */
interface Sources {
  readonly info: StreamInfo;
  readonly seen: FrameMetadataReader;
  readonly pixels: FrameReader;
  readonly sizes: GraphSizes | null;
}

/** One ffmpeg over a source, and what it hands over. */
export class DecodingPass {
  /** The facts of the stream; `null` when ffmpeg ends without a frame. */
  readonly info: Promise<StreamInfo | null>;
  readonly process: FfmpegProcess;
  /** What was told of the frames so far; `null` before the first. */
  seen: FrameMetadataReader | null = null;
  readonly #log = new StreamLog();
  readonly #sources: Promise<Sources | null>;
  /** Holds what it would if it had seen the frames before; `null` for a pass from the beginning. */
  readonly #resumed: FrameSampler | null;

  constructor(
    private readonly request: DecodeRequest,
    private readonly plan: PassPlan,
    logErrors: FfmpegLogErrors,
  ) {
    const { ffmpeg, settings, wanted, seek = null } = request;
    this.#resumed = seek && samplerAt(seek, settings, wanted);
    const from = seek && this.#resumed && resumptionOf(seek, this.#resumed);
    this.process = startFfmpeg(ffmpeg, decodeArguments(request, plan, from), (line) => {
      // What a decoder says of the frames before the first one is that it does not have those before them.
      if (!seek || this.seen) logErrors.read(line);
      this.#log.read(line);
    });
    this.#sources = this.process.streams.then((streams) => streams && this.#open(streams));
    this.info = this.#sources.then((sources) => sources?.info ?? null);
  }

  /** Whether it is not where it was sent (then it has handed over nothing), or did not give the frames that the source should have. */
  get isAstray(): boolean {
    return (this.#resumed !== null && !this.seen?.isCompared) || this.seen?.isAstray === true;
  }

  /**
   * The frames that it hands over and that are wanted, in order; to be read once. Ends early when the pass is interrupted.
   *
   * @param after - ordinal of the last frame that is not needed again
   * @returns whether as many frames came as were announced, more or fewer
   */
  async *frames(after: number): AsyncGenerator<DecodedFrame, 'equal' | 'more' | 'fewer'> {
    const sources = await this.#sources;
    if (!sources) return 'equal';
    const { seen, pixels, info, sizes } = sources;
    const { settings, network } = this.request;
    const isFixedSize = isOneFrameSize(settings, this.plan.isPlacing);
    const blanker = pixelBlankerFor(settings);
    const sizeOf = (shown: Size) => frameSizeOf(regionOf(settings.roi, shown), network, settings, this.plan.isPlacing);
    let graph = 0;
    let shown: Promise<Size | null> = Promise.resolve({ width: info.width, height: info.height });
    let size: Size = sizeOf(info);
    for (let told = await seen.next(); told; told = await seen.next()) {
      if (told.graph !== graph && sizes) {
        graph = told.graph;
        shown = sizes.of(graph);
        // Where frames are of one size whatever the source's, nothing waits for it while ffmpeg waits to be read.
        if (!isFixedSize) size = sizeOf((await shown) ?? info);
      }
      const frameBytes = size.width * size.height * channelsOf(settings);
      const bytes = await pixels.read(frameBytes);
      const source = await shown;
      if (!bytes || !source) return 'fewer';
      if (blanker) {
        const placement = placementInFrame(regionOf(settings.roi, source), network, settings, size);
        blanker.blank(bytes, { source, size, placement });
      }
      const { frameIndex, pts, ordinal, stampedAt } = told;
      const arrivedAt = stampedAt ?? Date.now();
      if (ordinal > after) yield { frameIndex, pts, ordinal, arrivedAt, source, size, pixels: bytes };
      else pixels.dropLast(frameBytes);
    }
    return seen.isFinished || seen.isInterrupted || seen.isAstray || (await pixels.isAtEnd()) ? 'equal' : 'more';
  }

  async #open(streams: FfmpegStreams): Promise<Sources | null> {
    const frameLines = streams(FFMPEG_FD.frames).setEncoding('latin1').pause();
    // Of a camera each frame may be dropped by itself, and then gives its memory back.
    const blockFrames = this.request.input.kind === 'camera' ? 1 : this.request.settings.chunkFrames;
    const pixels = new FrameReader(streams(FFMPEG_FD.pixels), blockFrames, this.request.blocks);
    const sizes = this.plan.isTellingSizes ? new GraphSizes(streams(FFMPEG_FD.sizes)) : null;
    const heads = await readStreamHeads(streams);
    if (!heads) {
      frameLines.resume();
      return null;
    }
    const info = streamInfoOf(heads.coded, heads.shown, this.#log);
    const { settings, wanted, input, seek, frames = null } = this.request;
    const [numerator, denominator] = info.timeBase;
    if (seek && !isArrived(seek, info, heads.firstPacket)) return null;
    const { isSelecting, isTellingSizes } = this.plan;
    const seen = new FrameMetadataReader({
      sampler: this.#resumed ?? new FrameSampler(settings, wanted, numerator / denominator),
      isSelecting,
      areCandidatesTold: input.kind !== 'camera' && areCandidatesTold(settings),
      frames,
      isLive: input.kind === 'camera',
      isFollowingGraphs: isTellingSizes,
      times: seek?.times ?? new Float64Array(0),
    });
    this.seen = seen;
    frameLines.on('data', (piece: string) => seen.read(piece));
    frameLines.on('close', () => seen.close());
    frameLines.resume();
    return { info, seen, pixels, sizes };
  }
}

function samplerAt(
  { times, frameIndex, secondsPerTick }: SeekPoint,
  sampling: Sampling,
  wanted: readonly OrdinalRange[],
): FrameSampler {
  const sampler = new FrameSampler(sampling, wanted, secondsPerTick);
  for (const pts of times.subarray(0, frameIndex)) sampler.take(pts);
  return sampler;
}

function resumptionOf({ seconds, times, frameIndex }: SeekPoint, { state }: FrameSampler): Resumption {
  return { seconds, fromPts: times[frameIndex]!, state };
}

function isArrived(seek: SeekPoint, { timeBase, width, height }: StreamInfo, firstPacket: PacketLine): boolean {
  const isSameClock = timeBase[0] / timeBase[1] === seek.secondsPerTick;
  return isSameClock && isSameSize({ width, height }, seek.shown) && seek.isBefore(firstPacket);
}
