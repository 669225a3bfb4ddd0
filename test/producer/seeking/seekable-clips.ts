import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { concatenate } from '../concatenate.ts';

const frames = 720;
export const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '48', '-bf', '3'];

/** Recordings of 60 s at 12 frames a second; each writes one and gives its path. */
export const SEEKABLE: Record<string, (folder: string) => string> = {
  'closed groups with B-frames, mp4': (folder) => clip(folder, 'closed.mp4', x264),
  'open groups with B-frames, mkv': (folder) => clip(folder, 'open.mkv', [...x264, '-x264-params', 'open-gop=1']),
  'closed groups with B-frames, ts': (folder) => clip(folder, 'closed.ts', x264),
  'open groups with B-frames, ts': (folder) => clip(folder, 'open.ts', [...x264, '-x264-params', 'open-gop=1']),
  'HEVC with open groups, mp4': (folder) =>
    clip(folder, 'hevc.mp4', ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'keyint=48:log-level=error']),
  'MPEG-4, avi': (folder) => clip(folder, 'mpeg4.avi', ['-c:v', 'mpeg4', '-g', '48']),
  'MPEG-2 with B-frames, ts': (folder) => clip(folder, 'mpeg2.ts', ['-c:v', 'mpeg2video', '-bf', '2', '-g', '24'], 25),
  'VP9, mkv': (folder) =>
    clip(folder, 'vp9.mkv', ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8', '-g', '48']),
  'MJPEG, avi': (folder) => clip(folder, 'mjpeg.avi', ['-c:v', 'mjpeg']),
  'uneven times, mp4': (folder) => {
    const output = ['-vf', "select='mod(n+1,3)+eq(mod(n,7),0)'", '-fps_mode', 'passthrough', ...x264];
    const uneven = clip(folder, 'uneven.mkv', [...output, '-enc_time_base', '1/1000'], 12, 1000);
    ffmpeg('-i', uneven, '-c', 'copy', join(folder, 'uneven.mp4'));
    return join(folder, 'uneven.mp4');
  },
  'an edit list, mp4': (folder) => {
    const whole = clip(folder, 'uncut.mp4', x264, 12, 800);
    ffmpeg('-ss', '5.3', '-i', whole, '-c', 'copy', join(folder, 'cut.mp4'));
    return join(folder, 'cut.mp4');
  },
};

/** Recordings whose packets do not tell where their frames are. */
export const UNSEEKABLE: Record<string, (folder: string) => string | Promise<string>> = {
  'a raw stream': (folder) => clip(folder, 'raw.h264', x264),
  'B-frames in avi': (folder) => clip(folder, 'b-frames.avi', x264),
  'a clock that jumps back': async (folder) => {
    const part = clip(folder, 'part.ts', [...x264, '-bf', '0'], 12, 360);
    await concatenate(join(folder, 'joined.ts'), [part, part]);
    return join(folder, 'joined.ts');
  },
  'a hole': async (folder) => {
    const path = clip(folder, 'hole.mp4', x264);
    const bytes = await readFile(path);
    bytes.fill(0, Math.floor(bytes.length * 0.2), Math.floor(bytes.length * 0.3));
    await writeFile(path, bytes);
    return path;
  },
  'a beginning between two key frames': (folder) => {
    const whole = clip(folder, 'long.ts', x264, 12, 800);
    ffmpeg('-i', whole, '-c', 'copy', '-bsf:v', "noise=drop='lt(n,10)'", join(folder, 'midway.ts'));
    return join(folder, 'midway.ts');
  },
};

/** Writes a clip of the test pattern into a folder. */
export function clip(folder: string, name: string, output: readonly string[], fps = 12, count = frames): string {
  return patternClip(join(folder, name), { frames: count, fps, size: '96x64', output });
}
