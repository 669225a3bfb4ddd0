import assert from 'node:assert/strict';
import { homePaths } from '../../app/home.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { type Ended, framefleet, start } from '../fixtures/cli.ts';
import { serving } from '../fixtures/serving.ts';
import {
  inFreshFolder,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../results/fixtures/samples.ts';

/** A home with one stored run, a label that needs quoting among its detections. */
async function withHome(body: (home: string) => Promise<void>): Promise<void> {
  await inFreshFolder(async (home) => {
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    const labels = ['person', 'car', 'cat', 'a "big", dog'];
    await store.ledger.open(sampleRun({ model: { labels } }));
    const odd = sampleDetection({ classId: 3, label: labels[3]!, confidence: 0.5 });
    const frames = [sampleFrame(0, { detections: [sampleDetection(), odd] })];
    await storeResults(store, [sampleResult(0, { frameCount: 1, frames }), sampleResult(1)]);
    await store.close();
    await body(home);
  });
}

describe('The commands that ask the store', () => {
  it('answer alike whether a service runs or not', () =>
    withHome(async (home) => {
      const questions = [
        ['runs', '--json'],
        ['runs', '--format', 'table'],
        ['query'],
        ['query', '--format', 'csv', '--label', 'person', '--zone', '0,0,50,50%'],
        ['count', '--by', 'second', '--format', 'table'],
        ['count', '--label', '"a ""big"", dog"'],
        ['query', '--run', 'ghost'],
        ['count', '--label', 'unicorn'],
      ];
      const ask = async () => {
        const answers: Ended[] = [];
        for (const question of questions) answers.push(await framefleet(question, home));
        return answers;
      };
      const fromFile = await ask();
      assert.deepEqual(
        fromFile.map((answer) => answer.code),
        [0, 0, 0, 0, 0, 0, 2, 2],
      );
      assert.equal(
        fromFile[5]?.stdout,
        '{"label":"a \\"big\\", dog","detections":1,"frames":1,"lookedFrames":5,"meanPerFrame":0.2,"maxPerFrame":1}\n',
      );
      await serving(home, async () => assert.deepEqual(await ask(), fromFile));
    }));

  it('print every format, data on stdout only', () =>
    withHome(async (home) => {
      const ask = async (format: string) =>
        (await framefleet(['count', '--by', 'label', '--format', format], home)).stdout;
      const rows = [
        { label: 'person', detections: 5, frames: 5, lookedFrames: 5, meanPerFrame: 1, maxPerFrame: 1 },
        { label: 'a "big", dog', detections: 1, frames: 1, lookedFrames: 5, meanPerFrame: 0.2, maxPerFrame: 1 },
      ];
      const coverage = [{ runId: 'r1', videoId: 'v1', state: 'looked', from: 0, to: 0.28, frames: 5 }];
      const isOpen = { runId: 'r1', videoId: 'v1', state: 'missing', from: 0.28, to: null, frames: null };
      assert.deepEqual(JSON.parse(await ask('json')), { rows, next: null, coverage: [...coverage, isOpen] });
      assert.equal(await ask('ndjson'), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      assert.equal(
        await ask('csv'),
        'label,detections,frames,lookedFrames,meanPerFrame,maxPerFrame\nperson,5,5,5,1,1\n"a ""big"", dog",1,1,5,0.2,1\n',
      );
      assert.match(await ask('table'), /^label +detections +frames .*\nperson +5 +5 .*\na "big", dog +1 +1 .*\n$/);
    }));

  it('print tables in full where there is no end to a line, else what fits, and say what does not', () =>
    withHome(async (home) => {
      const ask = (...args: string[]) => framefleet([...args, '--format', 'table'], home, { COLUMNS: '80', TZ: 'UTC' });
      const narrow = await ask('query', '--limit', '1');
      assert.match(
        narrow.stdout,
        /^video +time +label +confidence +box .*\none\.mp4 +00:00:00\.000 +person +0\.70 .*\n$/,
      );
      assert.ok(narrow.stdout.split('\n').every((line) => line.length <= 80));
      const wide = await ask('query', '--limit', '1', '--wide');
      assert.match(wide.stdout, /^video .* class +run +video id\none\.mp4 .* r1 +v1\n$/);
      assert.equal(wide.stderr, '');
      const runs = await ask('runs');
      assert.match(runs.stderr, /^No room for .* and \d+ more columns; --wide prints everything\.\n$/);
      const piped = await framefleet(['runs', '--format', 'table'], home);
      assert.match(piped.stdout, /^video +state .* settings\none\.mp4 .*"every":1,/);
      assert.equal(piped.stderr, '');
      assert.match((await ask('count')).stdout, /^person .*█\n/m);
      assert.doesNotMatch((await ask('count', '--no-chart')).stdout, /█/);
    }));

  it('take a beginning of an id that no other run has', () =>
    inFreshFolder(async (home) => {
      const store = await DuckDbStore.open(homePaths(home).storeFile);
      const ids = ['r0123456789abcdef', 'r0123456fffffffff'.slice(0, 17), 'r0123abcd'];
      for (const runId of ids) await store.ledger.open(sampleRun({ runId }));
      await store.close();
      const runsOf = async (run: string) => {
        const { code, stdout, stderr } = await framefleet(['runs', '--run', run, '--json'], home);
        return code === 0 ? JSON.parse(stdout).map(({ runId }: { runId: string }) => runId) : [code, stderr];
      };
      assert.deepEqual(await runsOf('r01234567'), [ids[0]]);
      assert.deepEqual(await runsOf('r0123456f'), [ids[1]]);
      assert.deepEqual(await runsOf('r0123abcd'), [ids[2]], 'a name is meant before a beginning');
      const [code, stderr] = await runsOf('r0123456');
      assert.equal(code, 2);
      assert.match(
        stderr,
        /a beginning that only one has, got `r0123456`, as which several begin: `r01234567.*`, `r0123456f/,
      );
      assert.match((await runsOf('r0123abc'))[1], /Expected `run` to be a run of the store, got `r0123abc`/);
    }));

  for (const [args, expected, complaint] of [
    [['query', '--min-confidence', '2'], 2, '`--min-confidence` to be a number in 0..1'],
    [['query', '--zone', '5', '--format', 'xml'], 2, '`--zone` to be x1,y1,x2,y2'],
    [['query', '--zone', '5', '--format', 'xml'], 2, '`--format` to be table, json, ndjson or csv, got `xml`'],
    [['count', '--from', '2', '--to', '1'], 2, '`--to` to be seconds'],
    [['count', '--by', 'week'], 2, 'with commas between them, got `week`'],
    [['segments', '--where', 'dog >'], 2, '`--where` to be a condition on a frame'],
    [['query', '--format', 'csv', '--coverage'], 2, '`--coverage` with another format than csv'],
    [['runs', '--limit', 'x'], 2, '`--limit` to be a whole number'],
    [['query'], 5, 'nothing'],
    [['query', '--results-url', 'http://127.0.0.1:1'], 5, 'a results service at `http://127.0.0.1:1`'],
    [['query', '--results-url', 'ftp://x'], 2, '`FRAMEFLEET_RESULTS_URL`'],
  ] as const) {
    it(`refuse ${args.join(' ')}: ${complaint}`, () =>
      inFreshFolder(async (home) => {
        const { code, stdout, stderr } = await framefleet(args, home);
        assert.ok(stderr.includes(complaint), stderr);
        assert.equal(stdout, '');
        assert.equal(code, expected);
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
        const { child, ended } = start(['query', '--format', format], home);
        child.stdout?.once('data', () => child.stdout?.destroy());
        const { code, stderr } = await ended;
        assert.deepEqual([code, stderr], [0, ''], format);
      }
    }));
});
