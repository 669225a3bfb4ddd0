import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const CLIP = 'demo/clip/demo.mp4';

/** A video of the soak, and how it is looked at. */
export interface Video {
  readonly name: string;
  readonly path: string;
  /** Flags of every run over it, beside those that all runs have. */
  readonly flags: readonly string[];
  /** Whether runs over it look at some of its frames only; the one without faults looks at all. */
  readonly isAdaptive?: boolean;
}

interface Recipe {
  readonly file: string;
  readonly flags: readonly string[];
  readonly isAdaptive?: boolean;
  /** ffmpeg's arguments, from the bundled clip. */
  readonly make: readonly string[];
}

const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast'];

/** Containers, codecs and time stamps of several kinds; each shows something in every frame. */
const RECIPES: readonly Recipe[] = [
  { file: 'long.mkv', flags: [], make: ['-stream_loop', '2', '-i', CLIP, '-c', 'copy'] },
  {
    file: 'uneven.mp4',
    flags: ['--letterbox'],
    make: ['-i', CLIP, '-vf', "select='lt(random(7)\\,0.7)',hflip", '-fps_mode', 'vfr', ...x264],
  },
  {
    file: 'small.avi',
    flags: ['--every', '2', '--gray'],
    make: ['-stream_loop', '2', '-i', CLIP, '-vf', 'scale=320:180,hue=h=20', '-c:v', 'mpeg4', '-q:v', '4', '-bf', '2'],
  },
  { file: 'late.ts', flags: [], make: ['-i', CLIP, '-vf', 'crop=480:360', ...x264, '-g', '24'] },
  { file: 'sparse.mp4', flags: [], isAdaptive: true, make: ['-i', CLIP, '-vf', 'vflip', ...x264] },
];

const CAMERA: Recipe = { file: 'camera.ts', flags: [], make: ['-i', CLIP, '-t', '15', ...x264, '-g', '12'] };

/** Makes the videos of a soak in a folder; the last one is what its camera plays. */
export async function makeVideos(folder: string): Promise<{ recordings: Video[]; camera: Video }> {
  await mkdir(folder, { recursive: true });
  return {
    recordings: await Promise.all(RECIPES.map((recipe) => make(recipe, folder))),
    camera: await make(CAMERA, folder),
  };
}

async function make({ file, make: args, ...kind }: Recipe, folder: string): Promise<Video> {
  const path = join(folder, file);
  await promisify(execFile)('ffmpeg', ['-v', 'error', ...args, path]);
  return { name: file, path, ...kind };
}
