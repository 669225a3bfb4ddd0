import type { Size } from '../shared/geometry.ts';
import type { DecodedFrame, DecodeRequest } from './decoded-frame.ts';
import { decodeArguments, type PassPlan } from './ffmpeg-args.ts';
import type { FfmpegLogErrors } from './ffmpeg-log-errors.ts';
import { FFMPEG_FD } from './ffmpeg-outputs.ts';
import { type FfmpegProcess, type FfmpegStreams, startFfmpeg } from './ffmpeg-process.ts';
import { FrameMetadataReader } from './frame-metadata.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameSampler } from './frame-sampler.ts';
import { channelsOf, frameSizeOf } from './frame-scaling.ts';
import { GraphSizes } from './graph-sizes.ts';
import { readStreamHeads } from './stream-heads.ts';
import { type StreamInfo, StreamLog, streamInfoOf } from './stream-info.ts';

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

  constructor(
    private readonly request: DecodeRequest,
    private readonly plan: PassPlan,
    logErrors: FfmpegLogErrors,
  ) {
    const { ffmpeg, input, network, settings, wanted } = request;
    const args = decodeArguments(input, network, settings, wanted, ffmpeg.passthrough, plan);
    this.process = startFfmpeg(ffmpeg, args, (line) => {
      logErrors.read(line);
      this.#log.read(line);
    });
    this.#sources = this.process.streams.then((streams) => streams && this.#open(streams));
    this.info = this.#sources.then((sources) => sources?.info ?? null);
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
    const isFixedSize = settings.scale === 1 || this.plan.isPlacing;
    let graph = 0;
    let shown: Promise<Size | null> = Promise.resolve({ width: info.width, height: info.height });
    let size: Size = frameSizeOf(info, network, settings, this.plan.isPlacing);
    for (let told = await seen.next(); told; told = await seen.next()) {
      if (told.graph !== graph && sizes) {
        graph = told.graph;
        shown = sizes.of(graph);
        // Where frames are of one size whatever the source's, nothing waits for it while ffmpeg waits to be read.
        if (!isFixedSize) size = frameSizeOf((await shown) ?? info, network, settings, this.plan.isPlacing);
      }
      const frameBytes = size.width * size.height * channelsOf(settings);
      const bytes = await pixels.read(frameBytes);
      const source = await shown;
      if (!bytes || !source) return 'fewer';
      const { frameIndex, pts, ordinal } = told;
      if (ordinal > after) yield { frameIndex, pts, ordinal, arrivedAt: Date.now(), source, size, pixels: bytes };
      else pixels.dropLast(frameBytes);
    }
    return seen.isFinished || seen.isInterrupted || (await pixels.isAtEnd()) ? 'equal' : 'more';
  }

  async #open(streams: FfmpegStreams): Promise<Sources | null> {
    const frameLines = streams(FFMPEG_FD.frames).setEncoding('latin1').pause();
    const pixels = new FrameReader(streams(FFMPEG_FD.pixels), this.request.settings.chunkFrames);
    const sizes = this.plan.isTellingSizes ? new GraphSizes(streams(FFMPEG_FD.sizes)) : null;
    const heads = await readStreamHeads(streams);
    if (!heads) {
      frameLines.resume();
      return null;
    }
    const info = streamInfoOf(heads.coded, heads.shown, this.#log);
    const { settings, wanted, input } = this.request;
    const [numerator, denominator] = info.timeBase;
    const { isSelecting, isTellingSizes } = this.plan;
    const seen = new FrameMetadataReader({
      sampler: new FrameSampler(settings, wanted, numerator / denominator),
      isSelecting,
      isLive: input.kind === 'camera',
      isFollowingGraphs: isTellingSizes,
    });
    this.seen = seen;
    frameLines.on('data', (piece: string) => seen.read(piece));
    frameLines.on('close', () => seen.close());
    frameLines.resume();
    return { info, seen, pixels, sizes };
  }
}
