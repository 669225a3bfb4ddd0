import type { Size } from '../../shared/geometry.ts';
import type { Input } from '../input/inputs.ts';
import { frameLineFilters, LOG_OPTIONS } from './ffmpeg-args.ts';
import { FFMPEG_FD, type FfmpegArguments } from './ffmpeg-outputs.ts';
import { sourceOf, sourceOptions } from './ffmpeg-source.ts';
import type { Ffmpeg } from './find-ffmpeg.ts';

/** What a copy is like: its picture as shown, and its rate. */
export interface CopyShape extends Size {
  readonly fpsNum: number;
  readonly fpsDen: number;
}

/**
 * Arguments that copy a recording into an MP4 file, frame by frame: frame n lies at the time n by the rate. Frames of another size are
 * brought to that of the copy. Sides are made even, to the right and below. A line for each frame goes to `FFMPEG_FD.frames`.
 *
 * A picture that changes midway makes a new filter graph, in which counting begins anew; so frames are counted once more where they
 * are encoded, by those ffmpegs that can (4.4 and newer). No filter may keep a frame back: it would be lost with its graph.
 */
export function copyArguments(
  { passthrough, hasPacketTimes }: Pick<Ffmpeg, 'passthrough' | 'hasPacketTimes'>,
  input: Input,
  { width, height, fpsNum, fpsDen }: CopyShape,
  path: string,
): FfmpegArguments {
  const filters = [
    ...frameLineFilters('decoded'),
    `scale=${width}:${height}`,
    'pad=ceil(iw/2)*2:ceil(ih/2)*2',
    'format=yuv420p',
    `settb=1/${fpsNum}`,
    `setpts=N*${fpsDen}`,
  ];
  const rate = `h264_metadata=tick_rate=${2 * fpsNum}/${fpsDen}:fixed_frame_rate_flag=1`;
  const bitstream = hasPacketTimes ? `${rate},setts=ts=N*${fpsDen}:duration=${fpsDen}` : rate;
  const codec = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18', '-bf', '0', '-g', '60'];
  return {
    input: [...LOG_OPTIONS, '-max_error_rate', '1', ...sourceOptions(input)],
    source: sourceOf(input),
    outputs: [
      {
        ...{ path, format: 'mp4', filters },
        options: [
          ...['-map', '0:V:0', ...passthrough, ...codec, '-x264-params', 'force-cfr=1'],
          // ticks of one length from the filters to the file: ffmpegs differ in when they count anew
          ...['-enc_time_base', `1:${fpsNum}`, '-video_track_timescale', `${fpsNum}`],
          ...['-bsf:v', bitstream, '-movflags', '+faststart'],
        ],
      },
    ],
    filterFd: FFMPEG_FD.frames,
  };
}
