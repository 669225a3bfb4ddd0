import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import type { Random } from '../../../demo/render/random.ts';
import { encodeChunk } from '../../../producer/encode-chunk.ts';
import { queueNames } from '../../../queue/queue-names.ts';
import { readChunkResult } from '../../../queue/read-chunk-result.ts';
import type { ChunkJob } from '../../../shared/chunk-job.ts';
import type { FrameCodec } from '../../../shared/frame-codec.ts';
import { until } from '../../fixtures/processes.ts';
import { doublesOf, unpackedResult } from '../../fixtures/unpacked-result.ts';
import type { Fuzzer } from '../fuzzer.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import { type Json, mutateJson } from '../mutate/json.ts';
import { mutateNumbers } from '../mutate/numbers.ts';
import type { Rig } from '../rig.ts';
import type { Templates } from '../templates.ts';
import type { Verdict } from '../verdict.ts';

const LIMIT_MS = 60_000;
const JOB_OPTIONS = { attempts: 3, backoff: { type: 'fixed', delay: 50 }, removeOnComplete: true, removeOnFail: true };

const CODECS = [
  { encoding: 'jpeg', quality: 60 },
  { encoding: 'webp', quality: 60 },
  { encoding: 'webp', quality: 100 },
] as const satisfies FrameCodec[];

/** Damaged jobs and frames on the frames queue: pixels, and encoded ones. */
export function jobFuzzer(template: Templates): Fuzzer {
  return {
    kind: 'job',
    weight: 15,
    async run(rig, random, folder) {
      const raw = { job: template.job as unknown as ChunkJob, payload: template.payload };
      const { job: whole, payload } = random.chance(0.5) ? raw : await encodeChunk(raw, random.pick(CODECS));
      const job = whole as unknown as Json;
      const pixels = random.chance(0.4) ? mutateBytes(Buffer.from(payload), random) : Buffer.from(payload);
      const message = random.chance(0.8) ? mutateJson(asAnother(job, random), random) : asAnother(job, random);
      await writeFile(join(folder, 'payload.bin'), pixels);
      return putMessage(rig, 'frames', message, pixels, folder);
    },
  };
}

/** Damaged messages on the results queue: as workers send them, and as those of older versions did. */
export function resultFuzzer({ result }: Templates): Fuzzer {
  return {
    kind: 'result',
    weight: 15,
    run(rig, random, folder) {
      const { result: read } = readChunkResult(result);
      if (read === null) throw new Error("The set-up's result is none.");
      const isOlder = random.chance(0.3);
      const older = () =>
        random.chance(0.5) ? unpackedResult(read) : { ...(result as object), numbers: doublesOf(read) };
      const message = asAnother(isOlder ? (older() as unknown as Json) : result, random);
      const damaged = !isOlder && random.chance(0.5) ? mutateNumbers(message, random) : mutateJson(message, random);
      return putMessage(rig, 'results', damaged, null, folder);
    },
  };
}

/** Half of the messages are of a run that the store knows, the others of one that it does not. */
function asAnother(message: Json, random: Random): Json {
  if (random.chance(0.5) || message === null || typeof message !== 'object' || Array.isArray(message)) return message;
  return { ...message, runId: 'unknown' };
}

async function putMessage(
  rig: Rig,
  queueName: 'frames' | 'results',
  message: Json,
  payload: Buffer | null,
  folder: string,
): Promise<Verdict> {
  await writeFile(join(folder, 'message.json'), JSON.stringify(message));
  const { prefix, payloadKey } = queueNames();
  const connection = new Redis({ path: rig.redisSocket });
  const queue = new Queue(queueName, { connection, prefix });
  try {
    const chunkId = (message as { chunkId?: unknown } | null)?.chunkId;
    const key = payloadKey(typeof chunkId === 'string' ? chunkId : 'none');
    if (payload) await connection.set(key, payload);
    const job = await queue.add('chunk', message, JOB_OPTIONS);
    const isGone = async () => (await connection.exists(`${prefix}:${queueName}:${job.id}`)) === 0;
    const isDone = await until('the message is gone', isGone, LIMIT_MS).then(
      () => true,
      () => false,
    );
    await connection.del(key);
    if (isDone) return { outcome: 'gone', faults: [], details: '' };
    const state = await job.getState();
    await queue.obliterate({ force: true });
    return { outcome: state, faults: ['hang'], details: `still on the queue ${queueName}, ${state}: message.json` };
  } finally {
    await queue.close();
    connection.disconnect();
  }
}
