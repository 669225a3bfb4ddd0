import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { homePaths } from '../../app/home.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { serving } from '../fixtures/serving.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { duckdb } from '../results/fixtures/duckdb.ts';
import {
  filesBelow,
  lakeDetections,
  storeAllKinds,
  storeDetections,
  storeRun,
  tableOf,
} from '../results/fixtures/lakes.ts';

const COMPLETE = ['night', 'undated', 'camera', 'torn'];

describe('lake', () => {
  const home = temporaryFolder();
  const path = () => join(home(), 'lake');

  const storing = async <T>(body: (store: DuckDbStore) => Promise<T>): Promise<T> => {
    const store = await DuckDbStore.open(homePaths(home()).storeFile);
    try {
      return await body(store);
    } finally {
      await store.close();
    }
  };
  const detections = (runs: readonly string[]) => storing((store) => storeDetections(store, runs));

  it('writes what is complete, from the file and over HTTP, says what it did, and does nothing twice', async () => {
    await storing(storeAllKinds);
    const first = await framefleet(['lake', path()], home());
    assert.deepEqual(first, {
      code: 0,
      stdout: '',
      stderr: `${path()}: 4 runs written, 0 there already, 1 not complete yet\n`,
    });
    const again = await framefleet(['lake', path()], home());
    assert.equal(again.stderr, `${path()}: 0 runs written, 4 there already, 1 not complete yet\n`);
    assert.deepEqual(await lakeDetections(path()), await detections(COMPLETE));
    const other = join(home(), 'other');
    await serving(home(), async () => {
      const { stderr } = await framefleet(['lake', other], home());
      assert.equal(stderr, `${other}: 4 runs written, 0 there already, 1 not complete yet\n`);
    });
    assert.deepEqual(await lakeDetections(other), await lakeDetections(path()));
    const paths = (lake: string) => [...filesBelow(lake).keys()];
    assert.deepEqual(paths(other), paths(path()));
  });

  it('writes the runs that are asked for', async () => {
    await storing(storeAllKinds);
    const one = await framefleet(['lake', path(), '--run', 'night'], home());
    assert.equal(one.stderr, `${path()}: 1 run written, 0 there already\n`);
    const two = await framefleet(['lake', path(), '--video', 'two.mp4'], home());
    assert.equal(two.stderr, `${path()}: 1 run written, 0 there already\n`);
    assert.deepEqual(await lakeDetections(path()), await detections(['night', 'undated']));
  });

  for (const [what, args, code, complaint] of [
    ['a run that is open', ['--run', 'open'], 2, 'got `open`, which is open'],
    ['a run that there is not', ['--run', 'r9'], 2, '`r9`'],
    ['a folder of other things', [], 2, 'or a new or empty folder, got one that holds other files'],
    ['a filter that is none', ['--label', 'car'], 2, "unknown option '--label'"],
    ['a service that does not answer', ['--results-url', 'http://127.0.0.1:9'], 5, '127.0.0.1:9'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      await storing(storeAllKinds);
      mkdirSync(path());
      if (what === 'a folder of other things') writeFileSync(join(path(), 'x.jpg'), '');
      const ended = await framefleet(['lake', path(), ...args], home());
      assert.ok(ended.stderr.includes(complaint), ended.stderr);
      assert.equal(ended.code, code);
      assert.ok(!readdirSync(path()).includes('runs'));
    });
  }

  it('says so where the disk does not take it', async () => {
    await storing(storeAllKinds);
    await framefleet(['lake', path(), '--run', 'night'], home());
    writeFileSync(join(path(), 'camera_gaps'), 'no folder');
    const { code, stderr } = await framefleet(['lake', path()], home());
    assert.equal(code, 74);
    assert.match(stderr, /^framefleet: Expected the lake `.*` to take what is written, got: ENOTDIR/);
    assert.deepEqual(await lakeDetections(path()), await detections(['night']));
  });

  it('has each run whole or not at all, whenever it is killed, and goes on', async () => {
    const runs = Array.from({ length: 40 }, (_, index) => `run${index}`);
    const recorded = { recordedAt: '2026-03-02T23:59:59.000Z', recordedAtSource: 'flag' } as const;
    await storing(async (store) => {
      for (const runId of runs) await storeRun(store, { runId, video: { videoId: `v-${runId}`, ...recorded } });
    });
    const expected = await detections(runs);
    const perRun = expected.length / runs.length;
    const written = () => [...filesBelow(path()).keys()].filter((name) => name.endsWith('.parquet')).length;
    for (let more = 1; more <= 25; more += 4) {
      const before = written();
      const { child, ended } = start(['lake', path()], home());
      while (written() < before + more && child.exitCode === null) await sleep(2);
      child.kill('SIGKILL');
      assert.equal((await ended).code, null, 'it was killed in the midst');
      if (!existsSync(join(path(), 'runs'))) continue;
      const whole = await duckdb(
        `SELECT run_id, count(*)::INTEGER AS found, count(DISTINCT day)::INTEGER AS days
         FROM ${tableOf(path(), 'detections')} WHERE run_id IN (SELECT run_id FROM ${tableOf(path(), 'runs')}) GROUP BY run_id`,
      );
      for (const { run_id, found, days } of whole) assert.deepEqual([found, days], [perRun, 2], `${run_id}`);
    }
    assert.equal((await framefleet(['lake', path()], home())).code, 0);
    assert.deepEqual(await lakeDetections(path()), expected);
    assert.deepEqual(readdirSync(join(path(), '_staging')), ['lock']);
  });
});
