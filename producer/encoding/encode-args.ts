import type { Size } from '../../shared/geometry.ts';
import { LOG_OPTIONS } from '../ffmpeg/ffmpeg-args.ts';
import { FFMPEG_FD, type FfmpegArguments, type FfmpegOutput } from '../ffmpeg/ffmpeg-outputs.ts';
import { sourceOf, sourceOptions } from '../ffmpeg/ffmpeg-source.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import { SCALER_FLAGS } from '../ffmpeg/frame-scaling.ts';
import type { Input } from '../input/inputs.ts';
import type { PictureLook } from './picture-look.ts';

/** Containers that are written, in ffmpeg's words. */
export type Container = 'mp4' | 'mov' | 'matroska' | 'mpegts';

/** A stretch of a source's sound, and how fast it is played. */
export interface SoundCut {
  /** On the clock of the time stamps. */
  readonly startSeconds: number;
  readonly seconds: number;
  readonly speed: number;
}

/** What is encoded, and how. */
export interface EncodeOrder {
  /** Of the frames that come, as they are shown. */
  readonly size: Size;
  /** Seconds a tick. */
  readonly timeBase: readonly [numerator: number, denominator: number];
  /** Time stamp of the first frame, in ticks. */
  readonly firstPts: number;
  /** Nominal frames a second. */
  readonly rate: { readonly fpsNum: number; readonly fpsDen: number };
  /** How long the last frame is shown, in ticks; `null`: as the rate says. */
  readonly lastTicks: number | null;
  readonly look: PictureLook;
  readonly container: Container;
  /** The source's sound; `cut` `null`: all of it, packet by packet as it is, and every time stamp as it is. */
  readonly sound: { readonly input: Input; readonly cut: SoundCut | null } | null;
}

/** Sample rates of sound have this multiple, so that its beginning can be told in whole ticks. */
const SOUND_TICKS = 7_056_000;
const MAX_TIMESCALE = 2 ** 31 - 1;
/** What the filter `scale` calls some of them. */
const SCALE_MATRICES: Readonly<Record<string, string>> = { bt470bg: 'bt470', bt2020nc: 'bt2020' };
/** What ffmpeg reads the drawn frames from. */
const DRAWN = { options: ['-f', 'matroska'], source: `pipe:${FFMPEG_FD.drawn}` };

/**
 * Arguments that encode frames which come over `FFMPEG_FD.drawn`, each at its own time, with the sound of their source. H.264 without
 * frames that refer to later ones, so that the frames lie in the file in the order in which they are shown, at the times at which they
 * are. Sides are made even, to the right and below. Of the source's texts nothing is taken over.
 */
export function encodeArguments(
  ffmpeg: Pick<Ffmpeg, 'passthrough' | 'hasPacketTimes' | 'hasListOptions'>,
  order: EncodeOrder,
  path: string,
): FfmpegArguments {
  const { sound } = order;
  const whole = sound !== null && sound.cut === null ? ['-copyts'] : [];
  const shared = { writtenFd: FFMPEG_FD.drawn, outputs: [outputOf(ffmpeg, order, path)], filterFd: null };
  if (sound === null) return { ...shared, input: [...LOG_OPTIONS, ...DRAWN.options], source: DRAWN.source };
  return {
    ...shared,
    input: [...LOG_OPTIONS, ...whole, ...sourceOptions(sound.input), ...cutOptions(sound.cut)],
    source: sourceOf(sound.input),
    further: DRAWN,
  };
}

function outputOf(
  { passthrough, hasPacketTimes, hasListOptions }: Pick<Ffmpeg, 'passthrough' | 'hasPacketTimes' | 'hasListOptions'>,
  { timeBase: [numerator, denominator], firstPts, lastTicks, look, container, sound }: EncodeOrder,
  path: string,
): FfmpegOutput {
  const { matrix, primaries, transfer, pixelAspect } = look;
  const filters = [
    `settb=${numerator}/${denominator}`,
    `setpts=PTS+${firstPts}`,
    `scale=flags=${SCALER_FLAGS}${matrix === null ? '' : `:out_color_matrix=${SCALE_MATRICES[matrix] ?? matrix}`}`,
    'format=yuv420p',
    'pad=ceil(iw/2)*2:ceil(ih/2)*2',
    `setsar=${(pixelAspect ?? [1, 1]).join('/')}`,
  ];
  const colours = [
    ...(matrix === null ? [] : ['-colorspace', matrix]),
    ...(primaries === null ? [] : ['-color_primaries', primaries]),
    ...(transfer === null ? [] : ['-color_trc', transfer]),
  ];
  const isTimed = container === 'mp4' || container === 'mov';
  const timescale = ['-video_track_timescale', `${denominator}`];
  const movie = ['-movie_timescale', `${movieTimescale(denominator)}`]; // since ffmpeg 5
  return {
    ...{ path, format: container, filters },
    options: [
      ...['-map', sound === null ? '0:v:0' : '1:v:0', ...passthrough],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-bf', '0', '-g', '60', ...colours],
      ...['-enc_time_base', `${numerator}:${denominator}`],
      ...(hasPacketTimes && lastTicks !== null ? ['-bsf:v', `setts=duration=${lastTicks}`] : []),
      ...(sound === null ? [] : soundOptions(sound)),
      ...['-map_metadata', '-1', '-map_chapters', '-1'],
      ...(isTimed ? [...timescale, ...(hasListOptions ? movie : []), '-movflags', '+faststart'] : []),
      ...(container === 'mpegts' ? ['-muxdelay', '0', '-muxpreload', '0', '-mpegts_copyts', '1'] : []),
    ],
  };
}

/** Begin and end the sound with the frames; its samples are cut where it is decoded. */
function cutOptions(cut: SoundCut | null): string[] {
  if (cut === null) return [];
  return ['-seek_timestamp', '1', '-ss', cut.startSeconds.toFixed(6), '-t', cut.seconds.toFixed(6)];
}

function soundOptions({ input, cut }: NonNullable<EncodeOrder['sound']>): string[] {
  const { program = null } = input.chosen ?? {};
  const map = ['-map', program === null ? '0:a?' : `0:p:${program}:a?`];
  if (cut === null) return [...map, '-c:a', 'copy'];
  const tempo = cut.speed === 1 ? [] : ['-filter:a', tempoFilters(cut.speed).join(',')];
  return [...map, '-c:a', 'aac', '-b:a', '160k', ...tempo];
}

/** A filter takes 0.5 to 100. */
export function tempoFilters(speed: number): string[] {
  if (speed < 0.5) return ['atempo=0.5', ...tempoFilters(speed / 0.5)];
  if (speed > 100) return ['atempo=100', ...tempoFilters(speed / 100)];
  return [`atempo=${speed}`];
}

/** Ticks a second in which both a frame and a sample of sound can begin. */
export function movieTimescale(denominator: number): number {
  const multiple = (SOUND_TICKS / greatestDivisor(SOUND_TICKS, denominator)) * denominator;
  return multiple <= MAX_TIMESCALE ? multiple : denominator;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
