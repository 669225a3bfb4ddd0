import assert from 'node:assert/strict';
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { Lake } from '../../../results/lake/lake.ts';
import { LakeKeeper } from '../../../results/lake/lake-keeper.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { createLogger } from '../../../shared/logging.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { filesBelow, lakeDetections, storeAllKinds, storeDetections, storeRun } from '../fixtures/lakes.ts';
import { until as untilWithin } from '../fixtures/private-redis.ts';

const INTERVAL_MS = 10;
const PATIENCE_MS = 60_000;
const until = (what: string, isTrue: () => Promise<boolean> | boolean) => untilWithin(what, isTrue, PATIENCE_MS);
const COMPLETE = ['night', 'undated', 'camera', 'torn'];

describe('The keeper of a lake', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'lake');
  let store: DuckDbStore;
  let keeper: LakeKeeper;

  beforeEach(async () => {
    store = await DuckDbStore.open(join(folder(), 'store', 'detections.duckdb'));
    const logger = createLogger('results', 'silent', process.stderr);
    keeper = new LakeKeeper(new Lake(path()), await store.lakeSource(), logger, INTERVAL_MS);
  });

  afterEach(async () => {
    await keeper.close();
    await store.close();
  });

  const has = (runId: string) => [...filesBelow(path()).keys()].some((name) => name.includes(`/${runId}-`));
  const isIdle = () => keeper.state.waiting === 0 && keeper.state.failure === null;

  it('takes runs as they are completed, and anew as they are begun anew', async () => {
    keeper.start();
    await storeAllKinds(store);
    await until('all to be there', () => isIdle() && COMPLETE.every(has));
    assert.ok(!has('open'));
    assert.deepEqual(await lakeDetections(path()), await storeDetections(store, COMPLETE));
    const before = [...filesBelow(path()).keys()].filter((name) => name.includes('/undated-'));
    await storeRun(store, { runId: 'undated', video: { videoId: 'v 2/é' }, force: true }, []);
    const isReplaced = () => has('undated') && !before.some((name) => filesBelow(path()).has(name));
    await until('it to be replaced', () => isReplaced() && isIdle());
    assert.deepEqual(await lakeDetections(path()), await storeDetections(store, COMPLETE));
  });

  it('says that the folder is gone, makes no other in its place, and catches up when it is back', async () => {
    await storeAllKinds(store);
    keeper.start();
    await until('all to be there', () => isIdle() && COMPLETE.every(has));
    const away = join(folder(), 'away');
    renameSync(path(), away);
    mkdirSync(path()); // where a disk is not mounted any more
    await storeRun(store, { runId: 'later', video: { videoId: 'v5' } });
    await until('the complaint', () => keeper.state.failure !== null && keeper.state.waiting === 1);
    assert.equal(keeper.state.failure?.code, 'OUTPUT_UNWRITABLE');
    assert.match(keeper.state.failure.message, /its `framefleet-lake\.json` is gone/);
    assert.deepEqual([...filesBelow(path()).keys()], []);
    renameSync(path(), join(folder(), 'mount'));
    renameSync(away, path());
    await until('the rest to be there', () => isIdle() && has('later'));
    assert.deepEqual(await lakeDetections(path()), await storeDetections(store, [...COMPLETE, 'later']));
  });

  it('writes the others where one run cannot be written, and says why', async () => {
    await storeRun(store, { runId: 'bad', video: { videoId: 'x'.repeat(300) } });
    await storeAllKinds(store);
    keeper.start();
    await until('the others to be there', () => COMPLETE.every(has) && keeper.state.failure !== null);
    assert.equal(keeper.state.waiting, 1);
    assert.match(keeper.state.failure?.message ?? '', /ENAMETOOLONG/);
    assert.ok(!has('bad'));
    await storeRun(store, { runId: 'later', video: { videoId: 'v5' } });
    await until('what comes later', () => has('later'));
  });

  it('ends in the midst of a run, and leaves nothing of it', async () => {
    const frames = Array.from({ length: 40_000 }, (_, frameIndex) => {
      const detections = [{ box: [frameIndex, 2, 3, 4] as const, confidence: 0.5, classId: 0, label: 'person' }];
      return { frameIndex, ptsSeconds: frameIndex / 25, capturedAt: null, width: 800, height: 400, detections };
    });
    await storeRun(store, { runId: 'long' }, frames);
    keeper.start();
    await until('it to be begun', () => keeper.state.waiting === 1);
    const began = performance.now();
    await keeper.close();
    assert.ok(performance.now() - began < 2000);
    assert.equal(keeper.state.failure, null);
    assert.deepEqual(
      [...filesBelow(path()).keys()].filter((name) => name.endsWith('.parquet')),
      [],
    );
  });
});
