import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { clipWithoutIndex, cutClip, emptyFile } from '../fixtures/broken-clips.ts';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { ffprobeTimes } from '../fixtures/ffprobe.ts';
import { freePort } from '../fixtures/free-port.ts';
import { processesNaming } from '../fixtures/processes.ts';
import { startRedis } from '../fixtures/redis.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { smallModel } from '../model/small-model.ts';

describe('bad input', () => {
  const home = suiteFolder();
  const scratch = join(home, 'scratch');
  const video = join(scratch, 'video.mp4');
  const model = DEMO.network;

  before(() => {
    mkdirSync(join(scratch, 'empty-folder'), { recursive: true });
    demoClip(video, 10);
    writeFileSync(join(scratch, 'text.mp4'), 'This is no video.\n');
  });
  afterEach(() => assert.deepEqual(processesNaming(home), []));

  async function refused(args: string[], code: number, message: RegExp, env?: Record<string, string>): Promise<void> {
    const ended = await framefleet(args, home, env);
    assert.match(ended.stderr, message);
    assert.equal(ended.code, code, ended.stderr);
    assert.equal(ended.stdout.trim(), '');
  }
  const detect = (input: string, ...more: string[]) => ['detect', input, '--model', model, ...more];

  it('names a file that is not there', () => refused(detect('/no/such.mp4'), 3, /\/no\/such\.mp4/));
  it('refuses an empty file', () => refused(detect(emptyFile(join(scratch, 'empty.webm'))), 3, /empty\.webm/));
  it('refuses a file whose index is lost', () => {
    const file = clipWithoutIndex(join(scratch, 'no-index.mp4'));
    return refused(detect(file), 3, /no-index\.mp4.*moov atom not found/s);
  });
  it('refuses a text file', () => refused(detect(join(scratch, 'text.mp4')), 3, /text\.mp4/));
  it('refuses a folder without videos', () => refused(detect(join(scratch, 'empty-folder')), 3, /empty-folder/));
  it('refuses an unknown model, and says what it could be', () =>
    refused(['detect', video, '--model', 'nosuch'], 4, /imported model.*nosuch/s));
  it('refuses weights that do not fit the cfg, and says both sizes', () => {
    const folder = join(scratch, 'short-weights');
    cpSync(model, folder, { recursive: true });
    chmodSync(join(folder, 'demo.weights'), 0o644);
    truncateSync(join(folder, 'demo.weights'), 1_000_000);
    return refused(['detect', video, '--model', folder], 4, /4,?092,?056.*1,?000,?000/s);
  });
  it('refuses weights that are no numbers', async () => {
    const folder = join(scratch, 'diverged');
    mkdirSync(folder);
    const { weights } = await smallModel(folder);
    writeFileSync(weights, readFileSync(weights).fill(0xff, 20));
    return refused(['detect', video, '--model', folder], 4, /small\.weights.*194 of 194 that are NaN.*diverged/s);
  });
  it('ends, and names the frames as failed, when a model sees nothing but boxes beyond all measure', async () => {
    const folder = join(scratch, 'absurd');
    mkdirSync(folder);
    const { weights } = await smallModel(folder);
    const bytes = readFileSync(weights);
    // Of the second convolution's biases, behind 4 · 4 + 4 · 27 floats, the third of each anchor's seven is its width.
    for (const field of [2, 9]) bytes.writeFloatLE(40, 20 + 4 * (4 * 4 + 4 * 27 + field));
    writeFileSync(weights, bytes);
    const ended = await framefleet(['detect', video, '--model', folder, '--confidence', '0.01', '--json'], home);
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stderr, /failed: .*within 16 times the frame/);
    const { state, storedFrames, failedFrames } = JSON.parse(ended.stdout);
    assert.deepEqual([state, storedFrames, failedFrames], ['complete', 0, 10]);
  });
  it('refuses a truncated cfg', () => {
    const folder = join(scratch, 'short-cfg');
    cpSync(model, folder, { recursive: true });
    chmodSync(join(folder, 'demo.cfg'), 0o644);
    truncateSync(join(folder, 'demo.cfg'), 5_000);
    return refused(['detect', video, '--model', folder], 4, /cfg/);
  });
  it('refuses a label that the model does not know', () =>
    refused(detect(video, '--classes', 'unicorn'), 2, /unicorn/));
  it('says when Redis does not answer', () =>
    refused(detect(video), 5, /Redis.*127\.0\.0\.1:1\b/s, { REDIS_URL: 'redis://127.0.0.1:1' }));
  it('says why a Redis that answers cannot be used, and leaves nothing behind', async () => {
    const port = await freePort();
    const redis = await startRedis(['--port', `${port}`, '--bind', '127.0.0.1']);
    try {
      const client = new Redis(port);
      await client.call('ACL', 'SETUSER', 'reader', 'on', '>secret', '~*', '&*', '+@read', '+ping', '+info');
      await client.call('ACL', 'SETUSER', 'hosted', 'on', '>secret', '~*', '&*', '+@all', '-@dangerous');
      client.disconnect();
      const hosted = { REDIS_URL: `redis://hosted:secret@127.0.0.1:${port}` };
      await refused(detect(video), 5, /Redis.*got: NOPERM .*'info'.*`\+@all -@dangerous \+info`/s, hosted);
      const reader = { REDIS_URL: `redis://reader:secret@127.0.0.1:${port}` };
      await refused(detect(video), 5, /Redis.*got: NOPERM.*`\+@all -@dangerous \+info`/s, reader);
      await refused(detect(video), 5, /DB index is out of range/, { REDIS_URL: `redis://127.0.0.1:${port}/99` });
    } finally {
      await redis.stop();
    }
  });
  it('says when the store cannot be written', () => {
    const file = join(home, 'no-folder');
    writeFileSync(file, '');
    return refused(detect(video, '--home', file), 5, /no-folder/);
  });

  for (const [flag, value] of [
    ['every', '0'],
    ['every', '1.5'],
    ['fps', '0'],
    ['fps', 'fast'],
    ['start', '-1'],
    ['end', 'soon'],
    ['scale', '0'],
    ['scale', '1.01'],
    ['confidence', '1.5'],
    ['confidence', '-0.1'],
    ['iou', '2'],
    ['classes', ','],
    ['chunk', '0'],
    ['max-queued-mb', '0'],
    ['workers', '0'],
    ['threads', '0'],
    ['run', '1:2'],
    ['duration', 'x'],
    ['size', '100'],
    ['size', '416x'],
    ['precision', 'int4'],
  ] as const) {
    it(`refuses --${flag}=${value}`, () => refused(detect(video, `--${flag}=${value}`), 2, new RegExp(`--${flag}`)));
  }
  it('refuses an end before the start', () => refused(detect(video, '--start', '5', '--end', '3'), 2, /--end/));
  it('refuses an unknown flag', () => refused(detect(video, '--nope'), 2, /--nope/));

  it('stores what a cut file still holds, and says that it ended early', async () => {
    const cut = cutClip(join(scratch, 'cut.mp4'));
    const ended = await framefleet(detect(cut, '--json'), home);
    assert.equal(ended.code, 1);
    const summary = JSON.parse(ended.stdout);
    const frames = ffprobeTimes(cut).length;
    assert.deepEqual([summary.state, summary.sampledFrames, summary.storedFrames], ['complete', frames, frames]);
    assert.match(ended.stderr, /ended early/);
  });

  it('goes on with the other inputs when one is bad, and exits with its code', async () => {
    const ended = await framefleet(['detect', join(scratch, 'text.mp4'), video, '--model', model, '--json'], home);
    assert.equal(ended.code, 3);
    assert.equal(JSON.parse(ended.stdout).state, 'complete');
  });
});
