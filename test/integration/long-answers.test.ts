import assert from 'node:assert/strict';
import { createReadStream, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { start } from '../fixtures/cli.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import {
  FRAMES_PER_CHUNK,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../results/fixtures/samples.ts';

const RUNS = 10;
const FRAMES = 240;
const PER_FRAME = 417;
const ROWS_OF_RUN = FRAMES * PER_FRAME;
const ROWS = RUNS * ROWS_OF_RUN;
/** What ten times as many rows may take more: their text alone would be 200 MB, and as objects several times that. */
const MORE_MB = 150;

/** A million detections in ten runs of as many. */
async function storeMillion(path: string): Promise<void> {
  const store = await DuckDbStore.open(path);
  const detections = Array.from({ length: PER_FRAME }, (_, index) =>
    sampleDetection({ box: [index, 20, index + 30.5, 60], confidence: 0.3 + (index % 60) / 100 }),
  );
  for (let run = 0; run < RUNS; run++) {
    const runId = `r${run}`;
    await store.ledger.open(sampleRun({ runId, video: { videoId: `v${run}`, uri: `/videos/${run}.mp4` } }));
    const chunks = Array.from({ length: FRAMES / FRAMES_PER_CHUNK }, (_, chunk) => {
      const indexes = Array.from({ length: FRAMES_PER_CHUNK }, (_frame, at) => chunk * FRAMES_PER_CHUNK + at);
      return sampleResult(chunk, { runId, frames: indexes.map((index) => sampleFrame(index, { detections })) });
    });
    await storeResults(store, chunks);
  }
  await store.close();
}

/** Runs a command, and gives what its most memory was. @param onText - gets what it prints */
async function peakOf(home: string, args: readonly string[], onText: (text: string) => void = () => undefined) {
  const { child, ended } = start(args, home);
  let peakMb = 0;
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peakMb = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024 || peakMb;
    } catch {
      // it has ended
    }
  }, 20);
  child.stdout!.removeAllListeners('data');
  child.stdout!.on('data', onText);
  const { code, stderr } = await ended;
  clearInterval(watch);
  assert.equal(code, 0, stderr);
  assert.ok(peakMb > 30, `${peakMb} MB`);
  return peakMb;
}

async function linesOf(path: string): Promise<number> {
  let lines = 0;
  for await (const piece of createReadStream(path)) for (const byte of piece as Buffer) if (byte === 10) lines++;
  return lines;
}

describe('A million rows', function () {
  this.timeout(480_000);
  const home = suiteFolder();

  before(() => storeMillion(homePaths(home).storeFile));

  it('are printed one by one: they take the memory that a tenth of them takes', async () => {
    let [lines, bytes] = [0, 0];
    const onText = (text: string) => {
      bytes += text.length;
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
    };
    const few = await peakOf(home, ['query', '--format', 'ndjson', '--run', 'r3'], onText);
    assert.ok(lines === ROWS_OF_RUN, `${lines}`);
    [lines, bytes] = [0, 0];
    const all = await peakOf(home, ['query', '--format', 'ndjson'], onText);
    assert.ok(lines === ROWS, `${lines}`);
    assert.ok(bytes > 50 * ROWS);
    assert.ok(all < few + MORE_MB, `${all} MB, ${few} MB for a tenth`);
  });

  it('are exported one by one, and frame by frame', async () => {
    for (const format of ['csv', 'coco']) {
      const output = join(home, `out.${format}`);
      const few = await peakOf(home, ['export', '--format', format, '-o', output, '--run', 'r3']);
      rmSync(output, { recursive: true });
      const all = await peakOf(home, ['export', '--format', format, '-o', output]);
      assert.ok(all < few + MORE_MB, `${format}: ${all} MB, ${few} MB for a tenth`);
      if (format === 'csv') assert.equal(await linesOf(output), ROWS + 1);
      rmSync(output, { recursive: true });
    }
    assert.deepEqual(
      readdirSync(home).filter((name) => name.includes('out')),
      [],
    );
  });
});
