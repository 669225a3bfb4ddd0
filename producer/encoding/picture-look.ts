import { LOG_OPTIONS } from '../ffmpeg/ffmpeg-args.ts';
import { FFMPEG_FD } from '../ffmpeg/ffmpeg-outputs.ts';
import { startFfmpeg } from '../ffmpeg/ffmpeg-process.ts';
import { sourceOf, sourceOptions, streamOptions } from '../ffmpeg/ffmpeg-source.ts';
import type { Ffmpeg } from '../ffmpeg/find-ffmpeg.ts';
import type { Input } from '../input/inputs.ts';

/** How a picture is to be shown, beside its pixels; `null` where the source does not say. */
export interface PictureLook {
  /** By which rule colours are coded, in ffmpeg's words: `bt709`, say. */
  readonly matrix: string | null;
  readonly primaries: string | null;
  readonly transfer: string | null;
  /** Width of a pixel by its height. */
  readonly pixelAspect: readonly [number, number] | null;
}

const NO_LOOK: PictureLook = { matrix: null, primaries: null, transfer: null, pixelAspect: null };

/** What ffmpeg calls them, where it takes the same words back. */
const MATRICES = ['bt709', 'fcc', 'bt470bg', 'smpte170m', 'smpte240m', 'bt2020nc'];
const PRIMARIES = ['bt709', 'bt470m', 'bt470bg', 'smpte170m', 'smpte240m', 'film', 'bt2020'];
const TRANSFERS = [
  ...['bt709', 'gamma22', 'gamma28', 'smpte170m', 'smpte240m', 'linear', 'iec61966-2-1'],
  ...['bt2020-10', 'bt2020-12', 'smpte2084', 'arib-std-b67'],
];

/** How the pictures of a source are to be shown, by what ffmpeg tells of it; nothing that is stored depends on it. */
export async function readLook(ffmpeg: Ffmpeg, input: Input): Promise<PictureLook> {
  if (input.kind === 'pictures') return NO_LOOK;
  const lines: string[] = [];
  const copy = [...streamOptions(input), '-c:v', 'copy', '-frames:v', '1'];
  const job = {
    input: [...LOG_OPTIONS, ...sourceOptions(input)],
    source: sourceOf(input),
    outputs: [{ fd: FFMPEG_FD.packets, format: 'framecrc', filters: [], options: copy }],
    filterFd: null,
  };
  const process = startFfmpeg(ffmpeg, job, (line) => lines.push(line));
  const streams = await process.streams;
  streams?.(FFMPEG_FD.packets).resume();
  await process.done;
  return lookIn(lines);
}

/** What the log of an ffmpeg says that copies one video stream. */
export function lookIn(log: readonly string[]): PictureLook {
  const output = log.findLastIndex((line) => /^(\[info\] )?Output #0, framecrc, /.test(line));
  const own = output < 0 ? [] : log.slice(output + 1);
  const line = own.find((text) => /^(\[info\] )? *Stream #0:0\S*: Video: /.test(text)) ?? '';
  const [, format = ''] = /, (?:yuvj?|gray|gbr|rgb|bgr|nv|p0)\w*\(([^)]*)\)/.exec(line) ?? [];
  const [width = 0, height = 0] = (/\[SAR (\d+):(\d+) /.exec(line)?.slice(1) ?? []).map(Number);
  const colours = format.split(/, ?/).find((part) => part.includes('/') || MATRICES.includes(part)) ?? '';
  const [matrix = '', primaries = matrix, transfer = matrix] = colours.split('/');
  return {
    matrix: known(matrix, MATRICES),
    primaries: known(primaries, PRIMARIES),
    transfer: known(transfer, TRANSFERS),
    pixelAspect: width === height || width * height === 0 ? null : [width, height],
  };
}

function known(word: string, words: readonly string[]): string | null {
  return words.includes(word) ? word : null;
}
