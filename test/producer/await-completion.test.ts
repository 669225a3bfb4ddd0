import assert from 'node:assert/strict';
import { awaitCompletion } from '../../producer/await-completion.ts';
import { lostChunks } from '../../producer/recording/loss-watch.ts';
import { RunProgress } from '../../producer/run-progress.ts';
import type { ChunkJob } from '../../shared/chunk-job.ts';
import { chunkIdOf } from '../../shared/identity.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { MemoryChunks, MemoryFrameQueue } from '../conformance/memory-frame-queue.ts';
import { sampleModel } from '../results/fixtures/samples.ts';
import { MemoryLedger } from './memory-ledger.ts';

const runId = 'r1';
const chunkCount = 6;

/** A run of six chunks of one frame each, whose input has ended. */
async function begin() {
  const ledger = new MemoryLedger();
  const chunks = new MemoryChunks();
  const queue = new MemoryFrameQueue(1 << 20, chunks);
  const size = { width: 4, height: 4, fpsNum: 1, fpsDen: 1, rotation: 0 };
  const video = { videoId: 'v1', uri: '/v', contentHash: null, codec: 'h264', ...size, frameCount: null };
  const record = await ledger.open({
    runId,
    video: { ...video, durationSeconds: 6, recordedAt: null, recordedAtSource: null },
    ...{ model: sampleModel(), settings: runSettingsSchema.parse({}), force: false },
  });
  await ledger.endInput(await ledger.read(runId), {
    sampledFrames: chunkCount,
    frameCount: chunkCount,
    inputError: null,
  });
  const progress = new RunProgress(ledger, runId, chunkCount, () => undefined, null);
  const put = async (chunkIndex: number) => {
    const chunkId = chunkIdOf(runId, record.generation, chunkIndex);
    await queue.put({ chunkId, runId, generation: record.generation, chunkIndex } as ChunkJob, new Uint8Array(1));
  };
  const store = (chunkIndex: number) => ledger.account(runId, chunkIndex, { state: 'stored', frameCount: 1 });
  return { ledger, chunks, queue, record, progress, put, store };
}

describe('chunks that are lost on their way', () => {
  it('are those in no queue and not in the ledger', async () => {
    const { ledger, queue, record, chunks, put, store } = await begin();
    store(0);
    await put(1);
    chunks.toBeStored.add(chunkIdOf(runId, record.generation, 4));
    assert.deepEqual(await lostChunks({ ledger, queue }, record, chunkCount), [2, 3, 5]);
  });

  it('are not those that get from the queue to the ledger while both are asked', async () => {
    const { ledger, queue, record, store } = await begin();
    const moving = Object.assign(Object.create(queue), {
      absent: async (ids: readonly string[]) => {
        store(2);
        return queue.absent(ids);
      },
    });
    assert.deepEqual(await lostChunks({ ledger, queue: moving }, record, chunkCount), [0, 1, 3, 4, 5]);
  });

  it('are looked for under the generation of the run alone', async () => {
    const { ledger, queue, record, chunks } = await begin();
    for (let index = 0; index < chunkCount; index++)
      chunks.toBeStored.add(chunkIdOf(runId, record.generation + 1, index));
    assert.deepEqual(await lostChunks({ ledger, queue }, record, chunkCount), [0, 1, 2, 3, 4, 5]);
  });
});

describe('waiting for a run', () => {
  const never = new AbortController().signal;

  it('ends when the last frame is accounted for, lost chunks having been given back', async () => {
    const { ledger, queue, record, progress, store } = await begin();
    for (const index of [0, 1, 4]) store(index);
    const given: number[][] = [];
    const repair = async (lost: readonly number[]) => {
      given.push([...lost]);
      for (const index of lost) store(index);
    };
    const run = await awaitCompletion({ ledger, queue }, record, chunkCount, progress, repair, never);
    assert.deepEqual([run.state, run.storedFrames, given], ['complete', chunkCount, [[2, 3, 5]]]);
  });

  it('leaves chunks that wait where they are, and ends when it is told to', async () => {
    const { ledger, queue, record, progress, put } = await begin();
    for (let index = 0; index < chunkCount; index++) await put(index);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const refuse = async () => assert.fail('nothing is lost');
    const run = await awaitCompletion({ ledger, queue }, record, chunkCount, progress, refuse, abort.signal);
    assert.equal(run.state, 'open');
  });

  it('gives up when chunks are lost again and again, and blames nothing that it does not know', async () => {
    const { ledger, queue, record, progress, store } = await begin();
    store(0);
    let repairs = 0;
    const lose = async () => {
      repairs++;
    };
    await assert.rejects(awaitCompletion({ ledger, queue }, record, chunkCount, progress, lose, never), {
      code: 'QUEUE_UNREACHABLE',
      message:
        /5 of them lost 5 times in a row .*\(first: chunk 1\)\. .*restarted or flushed .*, evict keys .*, or be shared/,
    });
    assert.equal(repairs, 5);
  });
});
