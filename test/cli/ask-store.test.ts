import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { homePaths } from '../../app/home.ts';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { appParts } from '../results/fixtures/app-parts.ts';
import {
  inFreshFolder,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../results/fixtures/samples.ts';

const PROGRAM = `
  const [verb, ...rest] = process.argv.slice(1);
  const { [verb + 'Command']: create } = await import(new URL('cli/commands/' + verb + '.js', '${new URL('../..', import.meta.url)}'));
  create().exitOverride().parseAsync(rest, { from: 'user' }).catch((error) => {
    process.stderr.write((error.code ?? '') + ' ' + error.message);
    process.exitCode = error.exitCode;
  });`;

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a verb in a process of its own. */
async function run(home: string, args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, ...args], {
    env: { PATH: process.env.PATH, FRAMEFLEET_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, stdout, stderr };
}

/** A home with one stored run, a label that needs quoting among its detections. */
async function withHome(body: (home: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (home) => {
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    await store.ledger.open(sampleRun());
    const odd = sampleDetection({ classId: 3, label: 'a "big", dog', confidence: 0.5 });
    const frames = [sampleFrame(0, { detections: [sampleDetection(), odd] })];
    await storeResults(store, [sampleResult(0, { frameCount: 1, frames }), sampleResult(1)]);
    await store.close();
    await body(home);
  });
}

/** The service on the home's socket for the time of `body`. */
async function serving(home: string, body: () => Promise<void>): Promise<void> {
  const { storeFile, resultsSocket, runFolder } = homePaths(home);
  await mkdir(runFolder, { recursive: true });
  const store = await DuckDbStore.open(storeFile);
  const app = build(appParts(store));
  try {
    await app.listen({ path: resultsSocket });
    await body();
  } finally {
    await app.close();
    await store.close();
  }
}

describe('The verbs that ask the store', () => {
  it('answer alike whether a service runs or not', function () {
    this.timeout(60_000);
    return withHome(async (home) => {
      const questions = [
        ['runs', '--json'],
        ['runs', '--format', 'table'],
        ['query'],
        ['query', '--format', 'csv', '--label', 'person', '--zone', '0,0,50,50%'],
        ['count', '--by', 'second', '--format', 'table'],
        ['query', '--run', 'ghost'],
        ['count', '--label', 'unicorn'],
      ];
      const ask = async () => {
        const answers: Outcome[] = [];
        for (const question of questions) answers.push(await run(home, question));
        return answers;
      };
      const fromFile = await ask();
      assert.deepEqual(
        fromFile.map((answer) => answer.code),
        [0, 0, 0, 0, 0, 2, 2],
      );
      await serving(home, async () => assert.deepEqual(await ask(), fromFile));
    });
  });

  it('print every format, data on stdout only', () =>
    withHome(async (home) => {
      const ask = async (format: string) => (await run(home, ['count', '--by', 'label', '--format', format])).stdout;
      const rows = [
        { label: 'person', detections: 5, frames: 5 },
        { label: 'a "big", dog', detections: 1, frames: 1 },
      ];
      assert.deepEqual(JSON.parse(await ask('json')), rows);
      assert.equal(await ask('ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      assert.equal(await ask('csv'), 'label,detections,frames\nperson,5,5\n"a ""big"", dog",1,1\n');
      assert.match(await ask('table'), /^label +detections +frames\nperson +5 +5\na "big", dog +1 +1\n$/);
    }));

  for (const [args, complaint] of [
    [['query', '--min-confidence', '2'], '`--min-confidence` to be a number in 0..1, got `2`'],
    [['query', '--zone', '5'], '`--zone` to be x1,y1,x2,y2'],
    [['count', '--from', '2', '--to', '1'], '`--to` to be seconds'],
    [['runs', '--limit', 'x'], '`--limit` to be a whole number'],
    [['query'], 'nothing'],
    [['query', '--results-url', 'http://127.0.0.1:1'], 'a results service at `http://127.0.0.1:1`'],
    [['query', '--results-url', 'ftp://x'], '`FRAMEFLEET_RESULTS_URL`'],
  ] as const) {
    it(`refuse ${args.join(' ')}`, () =>
      inFreshFolder(async (home) => {
        const { code, stdout, stderr } = await run(home, args);
        assert.ok(stderr.includes(complaint), stderr);
        assert.equal(stdout, '');
        assert.equal(code, /STORE_UNREACHABLE/.test(stderr) ? 5 : 2);
      }));
  }

  it('end quietly when their reader leaves', () =>
    inFreshFolder(async (home) => {
      const store = await DuckDbStore.open(homePaths(home).storeFile);
      await store.ledger.open(sampleRun());
      const detections = Array.from({ length: 5000 }, (_, classId) => sampleDetection({ classId }));
      const frames = [sampleFrame(0, { detections })];
      await storeResults(store, [sampleResult(0, { frameCount: 1, frames })]);
      await store.close();
      for (const format of ['ndjson', 'table', 'csv', 'json']) {
        const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, 'query', '--format', format], {
          env: { PATH: process.env.PATH, FRAMEFLEET_HOME: home },
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        child.stdout.once('data', () => child.stdout.destroy());
        const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
        assert.deepEqual([code, stderr], [0, ''], format);
      }
    }));
});
