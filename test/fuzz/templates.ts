import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import { queueNames } from '../../queue/queue-names.ts';
import { until } from '../fixtures/processes.ts';
import type { SocketRequest } from './ask-socket.ts';
import type { Json } from './mutate/json.ts';
import { recordRequests } from './record-requests.ts';
import type { Rig } from './rig.ts';
import { runLimited } from './run-limited.ts';

const CLIP = 'demo/clip/demo.mp4';
/** Frames of all clips are so small that decoding and inference take next to nothing. */
export const RUN_FLAGS = ['--model', 'demo', '--size', '64', '--json'];
const LIMIT_MS = 120_000;

/** Valid inputs, as the program itself makes them: what fuzzers damage. */
export interface Templates {
  /** Short videos by their file's extension. */
  readonly clips: ReadonlyMap<string, Buffer>;
  /** Pictures by their file's extension. */
  readonly pictures: ReadonlyMap<string, Buffer>;
  readonly cfg: string;
  readonly names: string;
  readonly weights: Buffer;
  readonly onnx: Buffer;
  /** A job on the frames queue, and its pixels. */
  readonly job: Json;
  readonly payload: Buffer;
  /** A message on the results queue. */
  readonly result: Json;
  /** What a producer asks the results service. */
  readonly requests: readonly SocketRequest[];
}

/** Lets the program make one of everything; afterwards the rig is complete. */
export async function makeTemplates(rig: Rig): Promise<Templates> {
  const file = (extension: string) => `demo/network/demo.${extension}`;
  const files = ['--cfg', file('cfg'), '--weights', file('weights'), '--names', file('names')];
  await rig.command(['model', 'import', 'demo', ...files]);
  await rig.startRedis();
  await rig.startService();
  return {
    clips: await clipsIn(rig.home),
    pictures: await picturesIn(rig.home),
    cfg: await readFile(file('cfg'), 'utf8'),
    names: await readFile(file('names'), 'utf8'),
    weights: await readFile(file('weights')),
    onnx: await readFile(join(rig.home, 'models', 'demo', 'model.onnx')),
    ...(await messages(rig)),
  };
}

async function messages(rig: Rig): Promise<Pick<Templates, 'job' | 'payload' | 'result' | 'requests'>> {
  const recorder = await recordRequests(join(rig.home, 'recorder.sock'), rig.resultsSocket);
  const env = { ...rig.env, FRAMEFLEET_RESULTS_URL: recorder.url };
  const produce = ['produce', CLIP, '--run', 'template', '--end', '1', '--no-wait', ...RUN_FLAGS];
  const { code, stderr } = await runLimited(produce, env, LIMIT_MS);
  if (code !== 0) throw new Error(`The set-up's run could not be produced: ${stderr}`);
  await recorder.close();

  const redis = new Redis({ path: rig.redisSocket });
  const { prefix, payloadKey } = queueNames();
  try {
    const [jobId = ''] = await redis.lrange(`${prefix}:frames:wait`, 0, 0);
    const job = JSON.parse((await redis.hget(`${prefix}:frames:${jobId}`, 'data')) ?? 'null') as Json;
    const payload = (await redis.getBuffer(payloadKey(jobId)))!;
    await rig.stop('serve');
    rig.startWorker();
    const waiting = `${prefix}:results:wait`;
    await until('the worker has done a chunk', async () => (await redis.llen(waiting)) > 0, LIMIT_MS);
    const [resultId = ''] = await redis.lrange(waiting, 0, 0);
    const result = JSON.parse((await redis.hget(`${prefix}:results:${resultId}`, 'data')) ?? 'null') as Json;
    await rig.startService();
    return { job, payload, result, requests: recorder.requests };
  } finally {
    redis.disconnect();
  }
}

async function clipsIn(folder: string): Promise<Map<string, Buffer>> {
  const short = ['-i', CLIP, '-t', '1.5', '-vf', 'scale=160:96'];
  return filesOf(folder, {
    mp4: [...short, '-c:v', 'libx264', '-preset', 'ultrafast'],
    mkv: [...short, '-c:v', 'libx264', '-preset', 'ultrafast'],
    ts: [...short, '-c:v', 'mpeg2video'],
    avi: [...short, '-c:v', 'mpeg4'],
    flv: [...short, '-c:v', 'flv'],
    gif: short,
    y4m: [...short, '-pix_fmt', 'yuv420p', '-t', '0.5'],
    mjpeg: short,
  });
}

async function picturesIn(folder: string): Promise<Map<string, Buffer>> {
  const one = ['-i', CLIP, '-frames:v', '1', '-vf', 'scale=160:96', '-update', '1'];
  return filesOf(folder, { png: one, jpg: one, bmp: one, webp: one, tiff: one });
}

async function filesOf(folder: string, recipes: Record<string, string[]>): Promise<Map<string, Buffer>> {
  const made = new Map<string, Buffer>();
  for (const [extension, args] of Object.entries(recipes)) {
    const path = join(folder, `template.${extension}`);
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...args, path]);
    made.set(extension, await readFile(path));
  }
  return made;
}
