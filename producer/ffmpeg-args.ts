import type { Size } from '../shared/geometry.ts';
import type { RunSettings } from '../shared/run.ts';
import { FFMPEG_FD, type FfmpegArguments, type FfmpegOutput } from './ffmpeg-outputs.ts';
import { sourceOf, sourceOptions } from './ffmpeg-source.ts';
import { FRAME_LINE_KEY, FRAME_LINE_VALUES } from './frame-lines.ts';
import { frameScalingFilters } from './frame-scaling.ts';
import type { Input } from './inputs.ts';
import { isEveryFrame, type OrdinalRange, samplingExpression } from './sampling-expression.ts';

/** How a pass chooses and tells its frames. */
export interface PassPlan {
  /** Whether ffmpeg samples, before it scales; else it hands over every frame. */
  readonly isSelecting: boolean;
  /** Whether the size of the frames of each filter graph is told. */
  readonly isTellingSizes: boolean;
  /** Frames are brought to the network's size whatever `scale` says, so that all are of one size. */
  readonly isPlacing: boolean;
}

/** Everything on the log, each line with its level and none folded into "repeated n times". */
const logOptions = ['-nostdin', '-nostats', '-loglevel', 'repeat+level+info'];
/**
 * Each frame is written to its end as soon as it is there. Left alone, ffmpeg keeps what does not fill its buffer until the
 * next frame, and its encoder of raw frames keeps as many frames as the machine has cores.
 */
const stream = ['-map', '0:V:0', '-flush_packets', '1', '-threads', '1'];

/** Arguments that decode one frame, and tell what it is. */
export function probeArguments(input: Input): FfmpegArguments {
  return {
    input: [...logOptions, ...sourceOptions(input)],
    source: sourceOf(input),
    outputs: [
      ...factOutputs(),
      { fd: FFMPEG_FD.metadata, format: 'ffmetadata', filters: [], options: ['-map_metadata', '0'] },
    ],
    filterFd: null,
  };
}

/**
 * Arguments that decode, turn, sample and scale a source.
 *
 * @param wanted - sampled frames to hand over, by ordinal, ascending
 * @param passthrough - how this ffmpeg is told to neither repeat nor drop frames
 */
export function decodeArguments(
  input: Input,
  network: Size,
  settings: RunSettings,
  wanted: readonly OrdinalRange[],
  passthrough: readonly string[],
  plan: PassPlan,
): FfmpegArguments {
  const pixels: FfmpegOutput = {
    fd: FFMPEG_FD.pixels,
    format: 'rawvideo',
    filters: [
      ...frameLineFilters('decoded'),
      ...(plan.isSelecting ? selectFilters(settings, wanted) : []),
      ...frameScalingFilters(network, settings, plan.isPlacing),
    ],
    options: [...stream, ...passthrough],
  };
  const sizes: FfmpegOutput = {
    fd: FFMPEG_FD.sizes,
    format: 'rawvideo',
    filters: sizeFilters,
    options: [...stream, ...passthrough],
  };
  return {
    input: [...logOptions, '-copyts', '-max_error_rate', '1', ...sourceOptions(input)],
    source: sourceOf(input),
    // An ffmpeg of one thread writes to them in this order, and nobody reads pixels before their size is known.
    outputs: [...factOutputs(), ...(plan.isTellingSizes ? [sizes] : []), pixels],
    filterFd: FFMPEG_FD.frames,
  };
}

/** How a first pass over a source is done. A recording whose picture changes gets a second one, of `exactPlan`. */
export function firstPlan(input: Input, settings: RunSettings, wanted: readonly OrdinalRange[]): PassPlan {
  return {
    isSelecting: !isEveryFrame(settings, wanted),
    isTellingSizes: input.kind === 'camera',
    isPlacing: false,
  };
}

export const exactPlan: PassPlan = { isSelecting: false, isTellingSizes: true, isPlacing: true };

/** The first frame alone: all others would be converted, too, and thrown away. */
const pictureFilters = ['trim=end_frame=1', 'format=rgb24', 'format=gray'];

function factOutputs(): FfmpegOutput[] {
  const one = [...stream, '-frames:v', '1'];
  return [
    {
      fd: FFMPEG_FD.packets,
      format: 'framecrc',
      filters: [],
      options: [...one, '-c:v', 'copy', '-copyinkf'],
    },
    { fd: FFMPEG_FD.picture, format: 'yuv4mpegpipe', filters: pictureFilters, options: one },
  ];
}

/** Write a line on each frame to a descriptor of its own; the frame's own metadata is thrown away before. */
function frameLineFilters(what: keyof typeof FRAME_LINE_VALUES): string[] {
  const entry = `key=${FRAME_LINE_KEY}:value=${FRAME_LINE_VALUES[what]}`;
  const print = `metadata=mode=print:key=${FRAME_LINE_KEY}:file='pipe\\:${FFMPEG_FD.frames}':direct=1`;
  return ['metadata=mode=delete', `metadata=mode=add:${entry}`, print];
}

function selectFilters(settings: RunSettings, wanted: readonly OrdinalRange[]): string[] {
  return [`select='${samplingExpression(settings, wanted)}'`, ...frameLineFilters('passed')];
}

/** One pixel a filter graph, whose colour is the size of the graph's frames. */
const sizeFilters = [
  "select='not(n)'",
  'format=rgb24',
  'format=rgba',
  "lutrgb=r='mod(w,256)':g='floor(w/256)':b='mod(h,256)':a='floor(h/256)'",
  'crop=1:1:0:0',
];
