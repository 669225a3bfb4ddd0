import assert from 'node:assert/strict';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

interface Run {
  readonly uri: string;
  readonly state: string;
  readonly storedFrames: number;
  readonly generation: number;
  readonly inputError: string | null;
}

const PATIENCE_MS = 90_000;

describe('watch', () => {
  const home = suiteFolder();
  const inbox = join(home, 'inbox');
  const clip = (frames: number) => demoClip(join(home, `${frames}.mp4`), frames);

  let running: Running | null = null;

  before(() => mkdirSync(inbox));
  afterEach(async () => {
    running?.child.kill('SIGTERM');
    await running?.ended;
    running = null;
  });

  /** Begins to watch, and gives what it prints. */
  const watching = () => {
    const args = ['watch', inbox, '--model', DEMO.network, '--every', '10', '--settle', '1', '--json'];
    const begun = start(args, home);
    running = begun;
    const told: string[] = [];
    begun.child.stdout!.on('data', (text: string) => told.push(...text.trim().split('\n')));
    return { begun, told };
  };
  const stopped = async ({ child, ended }: Running) => {
    child.kill('SIGTERM');
    const { code, stderr } = await ended;
    assert.equal(code, 0, stderr);
    return stderr;
  };
  const runs = async (): Promise<Run[]> => JSON.parse((await framefleet(['runs', '--json'], home)).stdout);
  const told = (lines: readonly string[]): [string, number][] =>
    lines.map((line) => JSON.parse(line)).map(({ uri, storedFrames }) => [uri.slice(inbox.length + 1), storedFrames]);

  it('takes each file once, when it is complete, whichever way it comes', async () => {
    copyFileSync(clip(40), join(inbox, 'there.mp4'));
    const { begun, told: lines } = watching();
    await until('the file that was there is done', () => lines.length === 1, PATIENCE_MS);
    const slow = readFileSync(clip(50));
    for (let at = 0; at < slow.length; at += Math.ceil(slow.length / 6)) {
      appendFileSync(join(inbox, 'slow.mp4'), slow.subarray(at, at + Math.ceil(slow.length / 6)));
      await delay(500);
    }
    copyFileSync(clip(60), join(inbox, 'renamed.part'));
    renameSync(join(inbox, 'renamed.part'), join(inbox, 'renamed.mp4'));
    const half = readFileSync(clip(70));
    appendFileSync(join(inbox, 'half.mp4'), half.subarray(0, half.length / 2));
    await until('two more are done', () => lines.length === 3, PATIENCE_MS);
    await delay(2500);
    assert.equal(lines.length, 3);
    appendFileSync(join(inbox, 'half.mp4'), half.subarray(half.length / 2));
    await until('the last is done', () => lines.length === 4, PATIENCE_MS);
    const stderr = await stopped(begun);
    assert.match(stderr, /half\.mp4` is left until it changes/);
    assert.deepEqual(told(lines).sort(), [
      ['half.mp4', 7],
      ['renamed.mp4', 6],
      ['slow.mp4', 5],
      ['there.mp4', 4],
    ]);
    assert.ok((await runs()).every(({ state, inputError }) => state === 'complete' && inputError === null));
  });

  it('does nothing twice when it begins anew, and takes what came meanwhile', async () => {
    const before = await runs();
    copyFileSync(clip(80), join(inbox, 'meanwhile.mp4'));
    const { begun, told: lines } = watching();
    await until('the new one is done', () => lines.length > 0, PATIENCE_MS);
    await delay(2500);
    await stopped(begun);
    assert.deepEqual(told(lines), [['meanwhile.mp4', 8]]);
    const after = await runs();
    assert.equal(after.length, before.length + 1);
    for (const { uri, generation } of before) {
      assert.equal(after.find((run) => run.uri === uri)?.generation, generation);
    }
  });

  it('leaves no process behind', () => assert.deepEqual(processesNaming(home), []));

  for (const [args, code, complaint] of [
    [['/nonexistent'], 3, /Expected a folder to watch, got `\/nonexistent`/],
    [['.', '--workers', '0'], 2, /`REDIS_URL` and `FRAMEFLEET_RESULTS_URL`/],
    [['.', '--settle', '0'], 2, /`--settle` to be a time above 0/],
  ] as const) {
    it(`is refused: ${args.join(' ')}`, async () => {
      const ended = await framefleet(['watch', ...args, '--model', DEMO.network], home);
      assert.equal(ended.code, code, ended.stderr);
      assert.match(ended.stderr, complaint);
    });
  }
});
