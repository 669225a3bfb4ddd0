import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { BUNDLE } from '../../app/demo/bundle.ts';
import { exitCodeOf } from '../../cli/failure.ts';
import { InputError } from '../../shared/errors.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { skip } from '../fixtures/skip.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

/** What was said beside progress, which a slow machine shows too. */
function messagesOf(stderr: string): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !/ frames\/s, .* left$/.test(line));
}

const input = { kind: 'file' as const, source: '/a.mp4', uri: '/a.mp4' };

describe('The exit code', () => {
  const home = suiteFolder();
  const detect = (...more: string[]) => ['detect', BUNDLE.clip, '--model', BUNDLE.network, ...more];

  it('is that of the gravest end', () => {
    const failed = { input, kind: 'failed' as const };
    assert.equal(exitCodeOf([]), 0);
    assert.equal(exitCodeOf([{ ...failed, error: new InputError('INPUT_UNREADABLE', 'no video') }]), 3);
    assert.equal(
      exitCodeOf([
        { ...failed, error: new TypeError('x is not a function') },
        { ...failed, error: 1 },
      ]),
      70,
    );
    assert.equal(exitCodeOf([{ input, kind: 'not begun' }]), 130);
  });

  it('is 70 after a fault of our own, which is told with its place', async () => {
    // Throws as soon as the command line has begun.
    const fault = `const timer = setInterval(() => {
      if (process.listenerCount('uncaughtException') === 0) return;
      clearInterval(timer);
      undefined.nothing;
    }, 1)`;
    const environment = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(fault)}` };
    const { code, stderr } = await framefleet(['worker', '--redis-url', 'redis://127.0.0.1:1'], home, environment);
    assert.match(stderr, /^framefleet: unexpected failure, please report it: TypeError: .*\n\s+at /m);
    assert.equal(code, 70);
  });

  it('comes soon after a failure, whatever is still open', async () => {
    const open = encodeURIComponent('setInterval(() => undefined, 1000)');
    const environment = { NODE_OPTIONS: `--import data:text/javascript,${open}` };
    const { code, stderr } = await framefleet(['runs', '--limit', 'x'], home, environment);
    assert.equal(code, 2, stderr);
  });

  it('is 74 where stdout is full, after one line', async function () {
    if (process.platform !== 'linux') skip(this, 'another system than Linux'); // which has /dev/full
    await framefleet(detect('--every', '60'), home);
    for (const args of [['--help'], ['query'], ['runs', '--json'], detect('--every', '60')]) {
      const child = spawn(process.execPath, ['dist/cli/main.js', ...args], {
        env: { PATH: process.env.PATH, FRAMEFLEET_HOME: home },
        stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
      });
      const [stderr, [code]] = await Promise.all([text(child.stderr!), once(child, 'close')]);
      assert.deepEqual(messagesOf(stderr), [
        'framefleet: Expected stdout to take what is printed, got: ENOSPC: no space left on device, write.',
      ]);
      assert.equal(code, 74);
    }
  });

  it("is the run's own where the reader of the summary has gone: the run is done to its end", async () => {
    const { child, ended } = start(detect('--every', '30', '--json'), home);
    child.stdout?.destroy();
    const { code, stderr } = await ended;
    assert.deepEqual([code, messagesOf(stderr)], [0, []]);
    const { stdout } = await framefleet(['runs', '--json'], home);
    const states = JSON.parse(stdout).map((run: { state: string; storedFrames: number }) => [
      run.state,
      run.storedFrames,
    ]);
    assert.deepEqual(states.at(-1), ['complete', 8]);
  });
});
