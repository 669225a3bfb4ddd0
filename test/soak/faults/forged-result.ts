import type { Random } from '../../../demo/render/random.ts';
import { resultMessageOf } from '../../../queue/result-message.ts';
import type { Fault } from '../fault.ts';
import { putMessage } from '../put-message.ts';
import { withRedis } from '../redis-admin.ts';
import { type WaitingPayload, waitingPayloads } from '../waiting-payloads.ts';

/** What is wrong with a result that otherwise names a chunk of a run under way. */
export type Forgery = 'of before' | 'beyond the end' | 'without numbers';

interface Chunk {
  readonly runId: string;
  readonly generation: number;
  readonly chunkIndex: number;
}

/** A result for a recording under way that must not be stored as it is. */
export function forgedResult(forgery: Forgery): Fault {
  return {
    kind: `a result ${forgery}`,
    async strike({ stage }, random, begun) {
      const id = await withRedis(stage, async (redis) => {
        const chunks = (await waitingPayloads(redis)).flatMap(chunkOf);
        if (chunks.length === 0) return null;
        const result = forged(random.pick(chunks), forgery, random);
        return putMessage(redis, 'results', result, { jobId: result.chunkId });
      });
      if (id !== null) begun(id);
    },
  };
}

function forged({ runId, generation, chunkIndex }: Chunk, forgery: Forgery, random: Random) {
  const given = forgery === 'of before' ? generation - 1 : generation;
  const at = forgery === 'beyond the end' ? random.integer(100_000, 200_000) : chunkIndex;
  const edge = forgery === 'without numbers' ? Number.NaN : 10;
  const frameCount = 3;
  const frames = Array.from({ length: frameCount }, (_, index) => ({
    ...{ frameIndex: at * 8 + index, ptsSeconds: 1, capturedAt: null, width: 640, height: 360 },
    detections: [{ box: [1, 2, edge, 20] as const, confidence: 0.9, classId: 0, label: 'forged' }],
  }));
  return resultMessageOf({
    ...{ chunkId: `${runId}-g${given}-c${at}`, runId, generation: given, chunkIndex: at },
    ...{ firstFrameIndex: at * 8, frameCount, state: 'stored', error: null, workerId: 'forger' },
    ...{ inferenceMs: 1, attempts: 1, frames, failures: [] },
  });
}

function chunkOf({ chunkId }: WaitingPayload): Chunk[] {
  const [, runId, generation, chunkIndex] = /^(recording-[\d-]+)-g(\d+)-c(\d+)$/.exec(chunkId) ?? [];
  if (runId === undefined) return [];
  return [{ runId, generation: Number(generation), chunkIndex: Number(chunkIndex) }];
}
