import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { resizeBilinear } from '../../model/evaluation/bilinear-resize.ts';
import { frameScalingFilters, SCALER_FLAGS } from '../../producer/ffmpeg/frame-scaling.ts';
import type { Size } from '../../shared/geometry.ts';
import { runSettingsSchema } from '../../shared/run.ts';

/** A way to bring a picture to the network's size. */
export interface ScalerVariant {
  readonly name: string;
  filters(source: Size, network: Size): readonly string[];
  /** What is left to be done after ffmpeg; `null`: nothing. */
  finish: ((frame: Uint8Array, source: Size, network: Size) => Uint8Array) | null;
}

const EXACT = 'accurate_rnd+full_chroma_int';
const settings = runSettingsSchema.parse({});

function swscale(flags: string): ScalerVariant {
  const filters = (_: Size, network: Size) =>
    frameScalingFilters(network, settings).map((filter) => filter.replace(SCALER_FLAGS, flags));
  return { name: flags.replace(EXACT, 'exact'), filters, finish: null };
}

/**
 * ffmpeg's only unfiltered bilinear with pixel centres: a flat projection of a flat projection. It maps the ends of its
 * field of view to the centres of the outermost pixels, which the slightly larger output field takes back.
 */
const v360: ScalerVariant = {
  name: 'v360 on gbrp',
  filters({ width, height }, network) {
    const field = (length: number) => (360 / Math.PI) * Math.atan(length / (length - 1));
    const fields = `ih_fov=90:iv_fov=90:h_fov=${field(width)}:v_fov=${field(height)}`;
    const remap = `v360=input=flat:output=flat:interp=linear:${fields}:w=${network.width}:h=${network.height}`;
    return ['format=gbrp', remap, 'format=rgb24'];
  },
  finish: null,
};

/** Whole frames cross the pipe and are resized here. */
function ownBilinear(name: string, conversion: string): ScalerVariant {
  return {
    name: `${name}, resizeBilinear`,
    filters: () => [`scale=flags=${conversion}`, 'format=rgb24'],
    finish: (pixels, source, network) => resizeBilinear({ ...source, pixels }, network),
  };
}

export const SCALER_VARIANTS: readonly ScalerVariant[] = [
  ...['fast_bilinear', 'bilinear', 'bicubic', 'area', 'lanczos', 'neighbor', 'gauss'].flatMap((scaler) => [
    swscale(scaler),
    swscale(`${scaler}+${EXACT}`),
  ]),
  v360,
  // darknet's frames come from OpenCV, which converts with swscale's quick unscaled path
  ownBilinear('quick RGB', 'bicubic'),
  ownBilinear('exact RGB', `bicubic+${EXACT}`),
];

const run = promisify(execFile);
const decoded = (path: string, every: number) => ['-i', path, '-map', '0:V:0', '-vf', `select='not(mod(n,${every}))'`];

/** Every n-th frame of a file at the network's size. */
export async function framesOf(
  path: string,
  source: Size,
  network: Size,
  variant: ScalerVariant,
  every: number,
): Promise<Uint8Array[]> {
  const [last = '', ...before] = decoded(path, every).toReversed();
  const filters = [last, ...variant.filters(source, network)].join(',');
  const args = ['-v', 'error', ...before.toReversed(), filters, '-vsync', 'passthrough', '-f', 'rawvideo', '-'];
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 2 ** 31 });
  const { finish } = variant;
  const { width, height } = finish ? source : network;
  const frameBytes = 3 * width * height;
  return Array.from({ length: stdout.length / frameBytes }, (_, index) => {
    const frame = new Uint8Array(stdout.subarray(index * frameBytes, (index + 1) * frameBytes));
    return finish ? finish(frame, source, network) : frame;
  });
}

/** CPU milliseconds that a frame costs beyond decoding: in ffmpeg, and in this process. */
export async function cpuMillisecondsOf(
  path: string,
  source: Size,
  network: Size,
  variant: ScalerVariant,
  frames: number,
): Promise<number> {
  if (!decodeSeconds.has(path)) decodeSeconds.set(path, await ffmpegSeconds(path, [], frames));
  const scaled = await ffmpegSeconds(path, variant.filters(source, network), frames);
  return (1000 * (scaled - decodeSeconds.get(path)!)) / frames + finishMilliseconds(source, network, variant);
}

const decodeSeconds = new Map<string, number>();

/** Median of three; a short file is read over and over. */
async function ffmpegSeconds(path: string, filters: readonly string[], frames: number): Promise<number> {
  // what is not scaled goes nowhere, since a copy of whole frames would be taken for decoding
  const format = filters.length > 0 ? ['-vf', filters.join(','), '-f', 'rawvideo'] : ['-f', 'null'];
  const input = ['-threads', '1', '-stream_loop', '-1', '-i', path, '-map', '0:V:0'];
  const output = [...format, '-frames:v', String(frames), '-y', '/dev/null'];
  const rounds: number[] = [];
  for (let round = 0; round < 3; round++) {
    const { stderr } = await run('ffmpeg', ['-benchmark', ...input, ...output]);
    const [, user, system] = /utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr) ?? [];
    rounds.push(Number(user) + Number(system));
  }
  return rounds.toSorted((a, b) => a - b)[1]!;
}

function finishMilliseconds(source: Size, network: Size, { finish }: ScalerVariant): number {
  if (!finish) return 0;
  const frame = new Uint8Array(3 * source.width * source.height).fill(100);
  for (let i = 0; i < 20; i++) finish(frame, source, network);
  const before = process.cpuUsage();
  for (let i = 0; i < 50; i++) finish(frame, source, network);
  return process.cpuUsage(before).user / 1000 / 50;
}
