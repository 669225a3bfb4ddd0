import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ModelWatch } from '../../producer/model-watch.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { MemoryChunks, MemoryFrameQueue } from '../conformance/memory-frame-queue.ts';

describe('watching for workers that can run the model', () => {
  const model = { modelId: 'm', modelSha256: 'a'.repeat(64) };
  const refusal = { modelKey: model.modelSha256, modelId: 'm', reason: 'it is not here' };
  let chunks: MemoryChunks;
  let watch: ModelWatch;

  beforeEach(() => {
    chunks = new MemoryChunks();
    const queue = new MemoryFrameQueue(1, chunks);
    watch = new ModelWatch(queue, model, runSettingsSchema.parse({}), 50);
  });

  it('waits while there is no worker at all, or one that may', async () => {
    await watch.look();
    chunks.workers.push({ workerId: 'a', refusals: [refusal] }, { workerId: 'b', refusals: [] });
    await watch.look();
    await sleep(60);
    await watch.look();
  });

  it('ends the run once none has been able to for a while, and says why', async () => {
    chunks.workers.push({ workerId: 'a', refusals: [refusal] });
    await watch.look();
    await sleep(60);
    await assert.rejects(watch.look(), {
      code: 'MODEL_UNAVAILABLE',
      message: /no worker can run the model `m`: a says: it is not here .*the same command goes on/,
    });
  });

  it('begins to count anew when one could in between', async () => {
    chunks.workers.push({ workerId: 'a', refusals: [refusal] });
    await watch.look();
    chunks.workers.push({ workerId: 'b', refusals: [] });
    await watch.look();
    chunks.workers.pop();
    await sleep(60);
    await watch.look();
  });

  it('tells the model at the size of the run from the model at its own', async () => {
    const queue = new MemoryFrameQueue(1, chunks);
    const settings = runSettingsSchema.parse({ size: { width: 96, height: 96 } });
    const atSize = new ModelWatch(queue, model, settings, 0);
    chunks.workers.push({ workerId: 'a', refusals: [refusal] });
    await atSize.look();
    chunks.workers[0] = { workerId: 'a', refusals: [{ ...refusal, modelKey: `${refusal.modelKey}@96x96` }] };
    await assert.rejects(atSize.look(), { code: 'MODEL_UNAVAILABLE' });
  });
});
