import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResultsClient } from '../../client/results-client.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { parseResultsUrl } from '../../shared/results-address.ts';
import { until } from './fixtures/private-redis.ts';
import {
  askSite as ask,
  atSite,
  giveRoom,
  killService,
  type Site,
  spawnService,
  withService,
} from './fixtures/running-service.ts';
import { FRAMES_PER_CHUNK, ofRun, sampleDetection, sampleResult, sampleRun } from './fixtures/samples.ts';

function clientOf(site: Site): ResultsClient {
  return new ResultsClient(parseResultsUrl(`unix://${site.socketPath}`), 10_000);
}

function storedFrames({ ledger }: ResultsClient): Promise<number> {
  return ledger.read('r1').then((run) => run.storedFrames);
}

/** Checks in the file itself that each of `chunks` chunks is stored once. */
async function assertStoredOnce(site: Site, chunks: number, detectionsPerFrame = 1): Promise<void> {
  const store = await DuckDbStore.open(site.storePath);
  try {
    const run = await store.ledger.read('r1');
    const frames = chunks * FRAMES_PER_CHUNK;
    assert.deepEqual([run.storedFrames, run.detections], [frames, frames * detectionsPerFrame]);
    const seen = new Map<number, number>();
    for await (const rows of await store.reader.detections({})) {
      for (const row of rows) seen.set(row.frameIndex, (seen.get(row.frameIndex) ?? 0) + 1);
    }
    assert.equal(seen.size, frames);
    assert.ok([...seen.values()].every((count) => count === detectionsPerFrame));
  } finally {
    await store.close();
  }
}

/** Four frames in each, forty detections in each of them, which do not compress. */
function largeResults(chunks: number): ChunkResult[] {
  const detections = Array.from({ length: 40 }, (_, index) =>
    sampleDetection({ box: [Math.random() * 800, Math.random() * 400, index, index], confidence: Math.random() }),
  );
  return Array.from({ length: chunks }, (_, index) => {
    const result = sampleResult(index);
    return { ...result, frames: result.frames.map((frame) => ({ ...frame, detections })) };
  });
}

/** Asks again and again until told to end; while the disk is full, not every question has an answer. */
async function askOnAndOn({ ledger, reader }: ResultsClient, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    await Promise.allSettled([ledger.read('r1'), ledger.spans('r1'), reader.counts({ by: 'label' })]);
    await sleep(5);
  }
}

describe('The results service', () => {
  it('stores what workers of older versions sent, the same rows', () =>
    atSite((site) =>
      withService(site, async () => {
        const client = clientOf(site);
        const results = largeResults(6);
        const rowsOf = async (runId: string) => {
          const rows: object[] = [];
          for await (const batch of await client.reader.detections({ run: runId })) rows.push(...batch);
          return rows.map((row) => ({ ...row, runId: '' }));
        };
        for (const runId of ['r1', 'r2']) {
          const run = await client.ledger.open(sampleRun({ runId }));
          const sent = ofRun(run, results);
          if (runId === 'r1') await site.send(sent);
          else await site.queue.addBulk(sent.map((data) => ({ name: 'chunk', data, opts: { jobId: data.chunkId } })));
          await until('all is stored', async () => (await client.ledger.read(runId)).storedFrames === 24);
        }
        const rows = await rowsOf('r1');
        assert.equal(rows.length, 24 * 40);
        assert.deepEqual(await rowsOf('r2'), rows);
        await client.close();
      }),
    ));

  it('stores what comes over the queue, completes the run and leaves the queue empty', () =>
    atSite((site) =>
      withService(site, async () => {
        const client = clientOf(site);
        const { ledger } = client;
        const run = await ledger.open(sampleRun());
        await site.send(
          ofRun(
            run,
            Array.from({ length: 300 }, (_, index) => sampleResult(index)),
          ),
        );
        await ledger.endInput(await ledger.read('r1'), { sampledFrames: 1200, frameCount: 1200, inputError: null });
        await until('the run to be complete', async () => (await ledger.read('r1')).state === 'complete');
        await until('the queue to be empty', async () => {
          const counts = await site.queue.getJobCounts();
          return Object.values(counts).every((count) => count === 0);
        });
        await site.send([...ofRun(run, [sampleResult(0)]), sampleResult(0, { runId: 'ghost' })]);
        await until(
          'later deliveries to be taken',
          async () => (await site.queue.getJobCountByTypes('wait', 'active')) === 0,
        );
        assert.equal(await storedFrames(client), 1200);
        assert.equal(await site.queue.getFailedCount(), 0);
        await client.close();
      }),
    ));

  it('records what it refuses as failed, with the reason, keeps none of it on the queue, and tells how many', () =>
    atSite((site) =>
      withService(site, async () => {
        const client = clientOf(site);
        const { ledger } = client;
        const run = await ledger.open(sampleRun());
        await site.queue.add('chunk', { chunkId: 'x' }, { jobId: 'bad', attempts: 5 });
        const far = sampleDetection({ box: [0, 0, 1e10, 10] });
        const [good, short, astray] = ofRun(run, [sampleResult(0), sampleResult(1), sampleResult(2)]);
        const frames = astray!.frames.map((frame) => ({ ...frame, detections: [far] }));
        await site.send([{ ...short!, frames: short!.frames.slice(1) }, { ...astray!, frames }, good!]);
        await ledger.endInput(await ledger.read('r1'), { sampledFrames: 12, frameCount: 12, inputError: null });
        await until('the run to be complete', async () => (await ledger.read('r1')).state === 'complete');
        const { storedFrames: stored, failedFrames } = await ledger.read('r1');
        assert.deepEqual([stored, failedFrames], [4, 8]);
        const counts = async () => Object.values(await site.queue.getJobCounts());
        await until('the queue to be empty', async () => (await counts()).every((count) => count === 0));
        const failures = JSON.parse((await ask(site, '/runs/r1/failures')).text) as { error: string }[];
        assert.match(failures[0]!.error, /Expected `frames`, `failures` and `carried` to have 4 entries .*, got 3/);
        assert.match(failures[1]!.error, /Expected box edges within ±1000000000, got 10000000000/);
        const { discarded } = JSON.parse((await ask(site, '/healthz')).text);
        assert.deepEqual([discarded.invalid, discarded.unreadable], [2, 1]);
        await client.close();
      }),
    ));

  it('loses and doubles nothing when it is killed in the midst and started again', () =>
    atSite(async (site) => {
      const chunks = 3000;
      const first = await spawnService(site);
      const client = clientOf(site);
      const { ledger } = client;
      const run = await ledger.open(sampleRun());
      const sending = site.send(
        ofRun(
          run,
          Array.from({ length: chunks }, (_, index) => sampleResult(index)),
        ),
      );
      await until('some to be stored', async () => (await storedFrames(client)) > 0);
      await killService(first, 'SIGKILL');
      await sending;
      assert.ok((await site.queue.getJobCountByTypes('active')) > 0, 'killed with results in its hands');
      await withService(site, async () => {
        await until('all to be stored', async () => (await storedFrames(client)) >= chunks * FRAMES_PER_CHUNK);
      });
      await client.close();
      await assertStoredOnce(site, chunks);
    }));

  it('goes on with a Redis that went away and came back empty', () =>
    atSite((site) =>
      withService(site, async () => {
        const client = clientOf(site);
        const { ledger } = client;
        const run = await ledger.open(sampleRun());
        await site.send(ofRun(run, [sampleResult(0)]));
        await until('the first', async () => (await storedFrames(client)) === 4);
        await site.redis.kill();
        await sleep(300);
        assert.equal(await storedFrames(client), 4);
        await site.redis.start();
        await site.send(ofRun(run, [sampleResult(0), sampleResult(1)]));
        await until('the second', async () => (await storedFrames(client)) === 8);
        await client.close();
      }),
    ));

  it('ends the run of a camera whose capture says nothing any more, and not of one that does', () =>
    atSite((site) =>
      withService(site, async () => {
        const client = clientOf(site);
        const report = { captureId: 'c1', startedAt: new Date().toISOString(), dropped: [], gaps: [] };
        const camera = { video: { contentHash: null } };
        const dead = await client.ledger.open(sampleRun(camera));
        const alive = await client.ledger.open(sampleRun({ ...camera, runId: 'r2' }));
        await client.ledger.report(dead, report);
        await until('the run is ended', async () => {
          await client.ledger.report(alive, { ...report, captureId: 'c2' });
          return (await client.ledger.read('r1')).state === 'complete';
        });
        assert.equal((await client.ledger.read('r2')).state, 'open');
        const gap = { fromSeconds: 5, toAt: null, toSeconds: null, reason: 'no frame came for 10 s' };
        const gaps = [{ ...gap, fromAt: '2026-11-27T17:00:05.250Z' }];
        await client.ledger.report(alive, { ...report, captureId: 'c2', gaps });
        assert.match(
          (await ask(site, '/healthz')).text,
          /the camera of run `r2` gives nothing \(since 2026-11-27T17:00:05\.250Z: no frame came for 10 s\)/,
        );
        await client.close();
      }),
    ));

  it('closes while Redis is away', () =>
    atSite(async (site) => {
      await withService(site, async () => {
        await site.redis.kill();
        await sleep(100);
      });
      await site.redis.start();
    }));

  it('says that the disk is full, stores no half batch, and stores all once there is room', () =>
    atSite(async (site) => {
      const chunks = 600;
      const results = largeResults(chunks);
      const cramped = await spawnService(site, '1600');
      const client = clientOf(site);
      const { ledger } = client;
      const run = await ledger.open(sampleRun());
      await site.send(ofRun(run, results));
      await until('the complaint', async () => {
        const { status, text } = await ask(site, '/healthz');
        return status === 503 && text.includes('STORE_UNWRITABLE');
      });
      const atFullDisk = await ledger.read('r1');
      assert.equal(atFullDisk.detections, atFullDisk.storedFrames * 40);
      assert.ok(atFullDisk.storedFrames < chunks * FRAMES_PER_CHUNK);
      assert.equal(await killService(cramped, 'SIGTERM'), 0);
      await withService(site, async () => {
        await until('all to be stored', async () => (await storedFrames(client)) >= chunks * FRAMES_PER_CHUNK);
      });
      await client.close();
      await assertStoredOnce(site, chunks, 40);
    }));

  it('gets over a full disk by itself, with askers beside it, one of whom does not read on', () =>
    atSite(async (site) => {
      const chunks = 600;
      const service = await spawnService(site, '1600');
      const client = clientOf(site);
      const run = await client.ledger.open(sampleRun());
      await site.send(ofRun(run, largeResults(chunks)));
      await until('some to be stored', async () => (await storedFrames(client)) > 0);
      const stalled = (await client.reader.detections({}))[Symbol.asyncIterator]();
      await stalled.next();
      const isDone = new AbortController();
      const asking = askOnAndOn(client, isDone.signal);
      await until('the complaint', async () => (await ask(site, '/healthz')).status === 503);
      giveRoom(service);
      await until('all to be stored', async () => (await storedFrames(client)) >= chunks * FRAMES_PER_CHUNK);
      isDone.abort();
      await asking;
      await stalled.return?.();
      await client.close();
      await killService(service, 'SIGTERM');
      await assertStoredOnce(site, chunks, 40);
    }));

  it('takes the place of a socket that a crash left, but not of one that answers', () =>
    atSite(async (site) => {
      const first = await spawnService(site);
      const second = { ...site, storePath: `${site.folder}/other.duckdb` };
      await assert.rejects(
        withService(second, async () => undefined),
        { code: 'STORE_UNREACHABLE', message: /another service listens there/ },
      );
      await killService(first, 'SIGKILL');
      await withService(site, async (service) => assert.equal(service.address, `unix://${site.socketPath}`));
    }));
});
