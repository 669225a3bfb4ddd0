import type { Size } from '../shared/geometry.ts';
import type { RunSettings } from '../shared/run.ts';
import { frameScalingFilters } from './frame-scaling.ts';
import type { Input } from './inputs.ts';
import { type OrdinalRange, samplingExpression } from './sampling-expression.ts';

/** What one ffmpeg is told, as fluent-ffmpeg takes it; its output is stdout. */
export interface FfmpegArguments {
  readonly input: readonly string[];
  readonly source: string;
  readonly output: readonly string[];
}

/** Everything on the log, each line with its level and none folded into "repeated n times". */
const logOptions = ['-nostdin', '-nostats', '-loglevel', 'repeat+level+verbose'];

/** Arguments that decode one frame to nowhere, so that the log tells the facts of the stream. */
export function probeArguments(input: Input): FfmpegArguments {
  return {
    input: [...logOptions, ...deviceOptions(input)],
    source: sourceOf(input),
    output: ['-map', '0:V:0', '-frames:v', '1', '-f', 'null'],
  };
}

/**
 * Arguments that decode, turn, sample and scale a source to raw frames on stdout and print their facts on the log.
 *
 * @param wanted - sampled frames to hand over, by ordinal, ascending; where the last of them is known, ffmpeg stops after it
 * @param passthrough - how this ffmpeg is told to neither repeat nor drop frames
 */
export function decodeArguments(
  input: Input,
  network: Size,
  settings: RunSettings,
  wanted: readonly OrdinalRange[],
  passthrough: readonly string[],
): FfmpegArguments {
  const frameCount = wanted.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  const filters = [
    // Only stops the decoder, with a second to spare; the expression decides exactly.
    ...(settings.end === null ? [] : [`trim=duration=${settings.end + 1}`]),
    `select='${samplingExpression(settings, wanted)}'`,
    ...frameScalingFilters(network, settings),
  ];
  return {
    // `-reinit_filter 0`: a source whose size changes midway would otherwise begin to count its frames anew.
    input: [...logOptions, '-copyts', '-max_error_rate', '1', '-reinit_filter', '0', ...deviceOptions(input)],
    source: sourceOf(input),
    output: [
      ...['-map', '0:V:0', '-filter:v', filters.join(',')],
      ...(Number.isFinite(frameCount) ? ['-frames:v', String(frameCount)] : []),
      ...passthrough,
      ...['-f', 'rawvideo'],
    ],
  };
}

function sourceOf({ kind, source }: Input): string {
  return kind === 'file' ? `file:${source}` : source;
}

function deviceOptions({ kind, source }: Input): string[] {
  if (kind !== 'camera') return [];
  // By default ffmpeg looks at 5 s of a stream before it hands over the first frame, and those frames would seem late.
  const analysis = ['-analyzeduration', '1000000'];
  if (source.startsWith('/dev/video')) return [...analysis, '-f', 'v4l2'];
  return /^rtsps?:/i.test(source) ? [...analysis, '-rtsp_transport', 'tcp'] : analysis;
}
