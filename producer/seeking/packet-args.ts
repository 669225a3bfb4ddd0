import { FFMPEG_FD, type FfmpegArguments } from '../ffmpeg/ffmpeg-outputs.ts';
import { sourceOf, sourceOptions, streamOptions } from '../ffmpeg/ffmpeg-source.ts';
import type { Input } from '../input/inputs.ts';

/** Filters that complain about packets which hold no units of their codec. */
const packetChecks: Readonly<Record<string, string>> = { h264: 'h264_mp4toannexb', hevc: 'hevc_mp4toannexb' };

/** Arguments that list the packets of a source and decode none. */
export function packetArguments(input: Input, codec: string): FfmpegArguments {
  const copy = [...streamOptions(input), '-c:v', 'copy', '-copyinkf'];
  const check = packetChecks[codec];
  const checked = { fd: FFMPEG_FD.pixels, format: 'null', filters: [], options: [...copy, '-bsf:v', check ?? 'null'] };
  return {
    input: ['-nostdin', '-nostats', '-loglevel', 'repeat+level+warning', '-copyts', ...sourceOptions(input)],
    source: sourceOf(input),
    outputs: [
      { fd: FFMPEG_FD.packets, format: 'framecrc', filters: [], options: copy },
      ...(check === undefined ? [] : [checked]),
    ],
    filterFd: null,
  };
}
