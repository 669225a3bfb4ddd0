import { setTimeout as sleep } from 'node:timers/promises';
import { BullMqFrameQueue } from '../../../queue/bullmq-frame-queue.ts';
import { queueNames } from '../../../queue/queue-names.ts';
import { parseRedisUrl } from '../../../queue/redis-address.ts';
import type { ChunkJob } from '../../../shared/chunk-job.ts';
import { chunkIdOf } from '../../../shared/identity.ts';
import { runSettingsSchema } from '../../../shared/run.ts';
import type { StudyProcesses } from '../study-processes.ts';
import type { LevelPlan } from './level-plan.ts';
import type { ChunkTimes } from './scaling-messages.ts';

const PROBES = 9;
const BETWEEN_MS = 20;
const RUN_ID = 'probe';

/** Median time from a chunk's being put to its being in the hands of a worker that had nothing to do, in milliseconds. */
export async function probeLatencyMs(
  plan: LevelPlan,
  redisUrl: string,
  namespace: string,
  workers: StudyProcesses<ChunkTimes>,
): Promise<number> {
  const names = queueNames(namespace);
  const queue = await BullMqFrameQueue.connect(parseRedisUrl(redisUrl), {
    ...{ names, maxQueuedBytes: 2 ** 30, patienceMs: 15_000 },
  });
  const latencies: number[] = [];
  try {
    // the first makes workers load what they need
    for (let index = 0; index <= PROBES; index++) {
      const job = probe(plan, index);
      const putAt = Date.now();
      await queue.put(job, new Uint8Array(3 * plan.network.width * plan.network.height));
      const find = () => workers.told.flat().find(({ chunkId }) => chunkId === job.chunkId);
      await workers.until(() => find() !== undefined);
      if (index > 0) latencies.push(find()!.fetchedAt - putAt);
      await sleep(BETWEEN_MS);
    }
  } finally {
    await queue.close();
  }
  return latencies.sort((a, b) => a - b)[Math.floor(latencies.length / 2)]!;
}

/** One frame, of a run that the store does not know: what comes of it is discarded. */
function probe({ network, model }: LevelPlan, index: number): ChunkJob {
  const { width, height } = network;
  return {
    ...{ chunkId: chunkIdOf(RUN_ID, 1, index), runId: RUN_ID, generation: 1, videoId: 'probe', chunkIndex: index },
    frames: [{ frameIndex: index, pts: 0, capturedAt: null, sourceWidth: width, sourceHeight: height }],
    ...{ timeBase: [1, 1], pixelFormat: 'rgb24', frameWidth: width, frameHeight: height },
    model,
    settings: runSettingsSchema.parse({ chunkFrames: 1 }),
  };
}
