import type { RunSettings } from '../../shared/run.ts';
import type { Input } from '../input/inputs.ts';
import { areCandidatesTold, candidateFilters } from './candidate-filters.ts';
import type { DecodeRequest } from './decoded-frame.ts';
import { FFMPEG_FD, type FfmpegArguments, type FfmpegOutput } from './ffmpeg-outputs.ts';
import { sourceOf, sourceOptions, streamOptions } from './ffmpeg-source.ts';
import { FRAME_LINE_KEY, FRAME_LINE_VALUES } from './frame-lines.ts';
import { frameScalingFilters } from './frame-scaling.ts';
import { regionFilters } from './region-filters.ts';
import { isEveryFrame, type OrdinalRange, type SamplerState, samplingExpression } from './sampling-expression.ts';

/** How a pass chooses and tells its frames. */
export interface PassPlan {
  /** Whether ffmpeg samples, before it scales; else it hands over every frame, or every candidate. */
  readonly isSelecting: boolean;
  /** Whether the size of the frames of each filter graph is told. */
  readonly isTellingSizes: boolean;
  /** Frames are brought to the network's size whatever `scale` says, so that all are of one size. */
  readonly isPlacing: boolean;
  /** Whether each frame that is let through is stamped with the wall clock. */
  readonly isStamping: boolean;
}

/** Where a pass begins that leaves the source's beginning out. */
export interface Resumption {
  /** Where ffmpeg is told to go, in seconds of the time stamps. */
  readonly seconds: number;
  /** Time stamp of the first frame that is not thrown away, in ticks. */
  readonly fromPts: number;
  /** What the sampler holds before that frame. */
  readonly state: SamplerState;
}

/** Everything on the log, each line with its level and none folded into "repeated n times". */
export const LOG_OPTIONS = ['-nostdin', '-nostats', '-loglevel', 'repeat+level+info'];
/**
 * Each frame is written to its end as soon as it is there. Left alone, ffmpeg keeps what does not fill its buffer until the
 * next frame, and its encoder of raw frames keeps as many frames as the machine has cores.
 */
const promptOptions = ['-flush_packets', '1', '-threads', '1'];

/** Arguments that decode one frame, and tell what it is. */
export function probeArguments(input: Input): FfmpegArguments {
  return {
    input: [...LOG_OPTIONS, '-copyts', ...sourceOptions(input)],
    source: sourceOf(input),
    outputs: [
      ...factOutputs(input, [], frameLineFilters('decoded')),
      { fd: FFMPEG_FD.metadata, format: 'ffmetadata', filters: [], options: ['-map_metadata', '0'] },
    ],
    filterFd: FFMPEG_FD.frames,
  };
}

/**
 * Arguments that decode, turn, sample and scale a source.
 *
 * @param from - `null`: at the source's beginning
 */
export function decodeArguments(
  { ffmpeg, input, network, settings, wanted, frames, live }: Omit<DecodeRequest, 'seek'>,
  plan: PassPlan,
  from: Resumption | null = null,
): FfmpegArguments {
  const { passthrough, rtspTimeout } = ffmpeg;
  const stream = [...streamOptions(input), ...promptOptions];
  const source = sourceOptions(input, live, rtspTimeout);
  const lead = from ? [`select='gte(pts,${from.fromPts})'`] : [];
  const pixels: FfmpegOutput = {
    fd: FFMPEG_FD.pixels,
    format: 'rawvideo',
    filters: [
      ...lead,
      ...(settings.deinterlace ? deinterlacingFilters : []),
      ...frameLineFilters('decoded'),
      ...candidateFilters(settings),
      ...(plan.isSelecting ? selectFilters(settings, wanted, from?.state ?? null, plan.isStamping) : []),
      ...(areCandidatesTold(settings) && !plan.isSelecting ? frameLineFilters('passed') : []),
      ...regionFilters(settings),
      ...frameScalingFilters(network, settings, plan.isPlacing),
    ],
    options: [...stream, ...passthrough],
  };
  const sizes: FfmpegOutput = {
    fd: FFMPEG_FD.sizes,
    format: 'rawvideo',
    filters: [...lead, ...sizeFilters],
    options: [...stream, ...passthrough],
  };
  return {
    input: [
      ...[...LOG_OPTIONS, '-copyts', '-max_error_rate', '1', ...source, ...seekOptions(from)],
      ...(frames ? ['-skip_frame', 'nokey'] : []),
      ...(ffmpeg.hwaccel === null ? [] : ['-hwaccel', ffmpeg.hwaccel]),
    ],
    source: sourceOf(input, live),
    // An ffmpeg of one thread writes to them in this order, and nobody reads pixels before their size is known.
    outputs: [...factOutputs(input, lead), ...(plan.isTellingSizes ? [sizes] : []), pixels],
    filterFd: FFMPEG_FD.frames,
  };
}

/** How a first pass over a source is done. A recording whose picture changes gets a second one, of `exactPlan`. */
export function firstPlan(input: Input, settings: RunSettings, wanted: readonly OrdinalRange[]): PassPlan {
  const isLive = input.kind === 'camera';
  return {
    isSelecting: isLive || !(areCandidatesTold(settings) || isEveryFrame(settings, wanted)),
    isTellingSizes: isLive,
    isPlacing: false,
    isStamping: isLive,
  };
}

export const exactPlan: PassPlan = { isSelecting: false, isTellingSizes: true, isPlacing: true, isStamping: false };

/** To the key frame before, of which everything is decoded. */
function seekOptions(from: Resumption | null): string[] {
  if (!from) return [];
  // Rounded up, or the key frame would be behind it.
  const seconds = (Math.ceil(from.seconds * 1e6) / 1e6).toFixed(6);
  return ['-seek_timestamp', '1', '-noaccurate_seek', '-ss', seconds];
}

/**
 * @param lead - filters that throw away what lies before the first frame
 * @param marks - filters that tell of it
 */
function factOutputs(input: Input, lead: readonly string[], marks: readonly string[] = []): FfmpegOutput[] {
  // The first frame alone: all others would be converted, too, and thrown away.
  const picture = [...lead, 'trim=end_frame=1', ...marks, 'format=rgb24', 'format=gray'];
  const one = [...streamOptions(input), ...promptOptions, '-frames:v', '1'];
  return [
    {
      fd: FFMPEG_FD.packets,
      format: 'framecrc',
      filters: [],
      options: [...one, '-c:v', 'copy', '-copyinkf', '-copypriorss', '1'],
    },
    { fd: FFMPEG_FD.picture, format: 'yuv4mpegpipe', filters: picture, options: one },
  ];
}

/** Write a line on each frame to a descriptor of its own; the frame's own metadata is thrown away before. */
export function frameLineFilters(what: keyof typeof FRAME_LINE_VALUES): string[] {
  const entry = `key=${FRAME_LINE_KEY}:value=${FRAME_LINE_VALUES[what]}`;
  const print = `metadata=mode=print:key=${FRAME_LINE_KEY}:file='pipe\\:${FFMPEG_FD.frames}':direct=1`;
  return ['metadata=mode=delete', `metadata=mode=add:${entry}`, print];
}

/** Stamped by ffmpeg, so that it is told when a frame came even where nobody reads the line at once. */
const stampFilters = ['settb=1/1000000', "setpts='time(0)*1000000'"];

/** A frame for each frame, at its own time; the filter counts time in halves of a tick. */
const deinterlacingFilters = ['bwdif=mode=send_frame:deint=all', 'settb=expr=intb*2'];

function selectFilters(
  settings: RunSettings,
  wanted: readonly OrdinalRange[],
  from: SamplerState | null,
  isStamping: boolean,
): string[] {
  const choice = `select='${samplingExpression(settings, wanted, from)}'`;
  return [choice, ...(isStamping ? stampFilters : []), ...frameLineFilters('passed')];
}

/** One pixel a filter graph, whose colour is the size of the graph's frames. */
const sizeFilters = [
  "select='not(n)'",
  'format=rgb24',
  'format=rgba',
  "lutrgb=r='mod(w,256)':g='floor(w/256)':b='mod(h,256)':a='floor(h/256)'",
  'crop=1:1:0:0',
];
