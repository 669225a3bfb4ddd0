import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { WorkerPool } from '../../../app/local/worker-pool.ts';
import { createLogger } from '../../../shared/logging.ts';
import { processesNaming, until } from '../../fixtures/processes.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

/** A worker that lives until it is told to end, and needs a moment for that. */
const PATIENT = `process.on('disconnect', () => process.exit(1));
process.on('SIGTERM', () => setTimeout(() => process.exit(0), 200));`;
const ENDS_AT_ONCE = 'process.exit(3)';

describe('WorkerPool', () => {
  const folder = temporaryFolder();
  let pool: WorkerPool | null;

  beforeEach(() => {
    pool = null;
  });
  afterEach(() => pool?.close(true));

  /** A pool of workers that run a script; their command line names the folder. */
  function startPool(script: string, count = 2, first = count): WorkerPool {
    const entry = join(folder(), 'worker.mjs');
    writeFileSync(entry, script);
    const log = createLogger('test', 'silent', process.stderr);
    pool = new WorkerPool({ entry, count, env: { PATH: process.env.PATH }, log });
    pool.start(first);
    return pool;
  }
  const workers = () => processesNaming(join(folder(), 'worker.mjs')).map(({ pid }) => pid);

  it('starts its workers once, and ends them', async () => {
    const started = startPool(PATIENT);
    await until('two workers', () => workers().length === 2);
    started.start();
    await sleep(300);
    assert.equal(workers().length, 2);
    await started.close();
    assert.deepEqual([workers(), started.failing.aborted], [[], false]);
  });

  it('starts as many as are asked for, and the others later', async () => {
    const started = startPool(PATIENT, 2, 1);
    await until('a worker', () => workers().length === 1);
    const [first] = workers();
    started.start(1);
    started.start();
    await until('two workers', () => workers().length === 2);
    started.start(1);
    assert.ok(workers().includes(first!));
    await started.close();
    assert.deepEqual(workers(), []);
  });

  it('replaces a worker that dies', async () => {
    const { failing } = startPool(PATIENT);
    await until('two workers', () => workers().length === 2);
    const [victim] = workers();
    process.kill(victim!, 'SIGKILL');
    await until('another worker', () => workers().length === 2 && !workers().includes(victim!));
    assert.equal(failing.aborted, false);
  });

  it('tells its workers the first model: those that run, those to come, and those in the place of others', async () => {
    const told = join(folder(), 'told');
    const started = startPool(
      `import { appendFileSync } from 'node:fs';
      ${PATIENT}
      process.on('message', (model) => appendFileSync(${JSON.stringify(told)}, process.pid + JSON.stringify(model) + '\\n'));`,
      2,
      1,
    );
    await until('a worker', () => workers().length === 1);
    const isTold = (pids: readonly number[]) => () => {
      const lines = existsSync(told) ? readFileSync(told, 'utf8').trim().split('\n').sort() : [];
      const model = { modelSha256: 'a'.repeat(64), size: null };
      return isDeepStrictEqual(lines, pids.map((pid) => `${pid}${JSON.stringify(model)}`).sort());
    };
    const [first] = workers();
    started.tell({ modelSha256: 'a'.repeat(64), size: null });
    await until('the first is told', isTold([first!]));
    started.start();
    await until('two workers', () => workers().length === 2);
    const second = workers().find((pid) => pid !== first)!;
    await until('the second is told', isTold([first!, second]));
    process.kill(second, 'SIGKILL');
    await until('another worker', () => workers().length === 2 && !workers().includes(second));
    const third = workers().find((pid) => pid !== first)!;
    await until('the third is told', isTold([first!, second, third]));
  });

  it('ends workers at once where that is urgent', async () => {
    const started = startPool(`process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);`);
    await until('two workers', () => workers().length === 2);
    await started.close(true);
    assert.deepEqual(workers(), []);
  });

  it('says when every place is given up, since workers end as soon as they start', async () => {
    const { failing } = startPool(ENDS_AT_ONCE);
    await until('no place is left', () => failing.aborted);
    await sleep(300);
    assert.deepEqual([failing.reason.code, workers()], ['INFERENCE_FAILED', []]);
  });

  it('tries the other places before it gives up', async () => {
    const { failing } = startPool(
      `import { appendFileSync } from 'node:fs';
      appendFileSync(${JSON.stringify(join(folder(), 'starts'))}, '.');
      process.exit(3);`,
      2,
      1,
    );
    await until('no place is left', () => failing.aborted);
    assert.equal(readFileSync(join(folder(), 'starts'), 'utf8').length, 8);
  });

  it('gives up a place without the others', async () => {
    // The first process to make the file dies at once whenever it is started; so does each that replaces it.
    const { failing } = startPool(`import { mkdirSync, rmdirSync } from 'node:fs';
      const place = ${JSON.stringify(join(folder(), 'bad'))};
      try { mkdirSync(place) } catch { ${PATIENT} await new Promise(() => setInterval(() => undefined, 1000)); }
      setTimeout(() => { rmdirSync(place); process.exit(3); }, 300);`);
    await until('one place is given up', async () => {
      if (workers().length !== 1) return false;
      await sleep(2_000);
      return workers().length === 1;
    });
    assert.equal(failing.aborted, false);
  });

  describe('where no process can be started', () => {
    const { execPath } = process;
    afterEach(() => {
      process.execPath = execPath;
    });

    it('gives every place up, and closes', async () => {
      process.execPath = join(folder(), 'no-node');
      const started = startPool(PATIENT);
      await until('no place is left', () => started.failing.aborted);
      await started.close();
    });

    it('closes while it tries again, and starts nothing after that', async () => {
      process.execPath = join(folder(), 'no-node');
      const started = startPool(PATIENT);
      await sleep(50);
      process.execPath = execPath;
      await started.close();
      await sleep(600);
      assert.deepEqual([workers(), started.failing.aborted], [[], false]);
    });

    it('fills the place as soon as one can be', async () => {
      process.execPath = join(folder(), 'no-node');
      startPool(PATIENT);
      await sleep(50);
      process.execPath = execPath;
      await until('two workers', () => workers().length === 2);
    });
  });
});
