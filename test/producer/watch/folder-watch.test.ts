import assert from 'node:assert/strict';
import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { FolderWatch } from '../../../producer/watch/folder-watch.ts';
import { DEMO, demoClip } from '../../fixtures/clips.ts';
import { until } from '../../fixtures/processes.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const SETTLE_MS = 300;

describe('a folder that is watched', () => {
  const root = temporaryFolder();
  const at = (name: string) => join(root(), name);
  let stop: AbortController;
  let taken: string[];
  let notes: string[];
  let watch: FolderWatch;
  let over: Promise<void>;

  beforeEach(() => {
    [stop, taken, notes] = [new AbortController(), [], []];
    mkdirSync(at('in'));
    watch = new FolderWatch(at('in'), { settleMs: SETTLE_MS, onNote: (text) => notes.push(text) });
    over = (async () => {
      for await (const { source } of watch.completed(stop.signal)) taken.push(basename(source));
    })();
  });
  afterEach(async () => {
    stop.abort();
    await over;
  });

  const isTaken = (...names: string[]) =>
    until(`${names} are taken`, async () => names.every((name) => taken.includes(name)));
  const clip = readFileSync(DEMO.clip);

  it('gives files that are there, and such as come, each once, in folders below too', async () => {
    mkdirSync(at('in/deep'));
    writeFileSync(at('in/a.mp4'), clip);
    writeFileSync(at('in/deep/b.MP4'), clip);
    writeFileSync(at('in/notes.txt'), 'x');
    writeFileSync(at('in/.hidden.mp4'), clip);
    writeFileSync(at('in/code.ts'), 'export const x = 1;\n');
    await isTaken('a.mp4', 'b.MP4');
    writeFileSync(at('in/c.mp4'), clip);
    await isTaken('c.mp4');
    await delay(3 * SETTLE_MS);
    assert.deepEqual(taken.sort(), ['a.mp4', 'b.MP4', 'c.mp4']);
  });

  it('gives a file that is copied slowly when its last byte has come', async () => {
    const pieces = 12;
    const length = Math.ceil(clip.length / pieces);
    for (let piece = 0; piece < pieces; piece++) {
      appendFileSync(at('in/slow.mp4'), clip.subarray(piece * length, (piece + 1) * length));
      await delay(SETTLE_MS / 3);
      assert.deepEqual(taken, []);
    }
    await isTaken('slow.mp4');
  });

  it('gives a file that is renamed into place', async () => {
    writeFileSync(at('in/part.mp4.part'), clip);
    await delay(2 * SETTLE_MS);
    assert.deepEqual(taken, []);
    renameSync(at('in/part.mp4.part'), at('in/part.mp4'));
    await isTaken('part.mp4');
  });

  it('leaves a file alone whose copy stands still, says so once, and gives it when the rest has come', async () => {
    demoClip(at('matroska.mkv'), 60);
    const whole = readFileSync(at('matroska.mkv'));
    writeFileSync(at('in/half.mp4'), clip.subarray(0, clip.length / 2));
    writeFileSync(at('in/half.mkv'), whole.subarray(0, whole.length / 2));
    await until('both are told of', async () => notes.length === 2);
    await delay(2 * SETTLE_MS);
    assert.deepEqual([taken, notes.length], [[], 2]);
    assert.match(notes.join('\n'), /half\.mp4` is left until it changes: /);
    writeFileSync(at('in/half.mp4'), clip);
    writeFileSync(at('in/half.mkv'), whole);
    await isTaken('half.mp4', 'half.mkv');
  });

  it('leaves a file alone while a process has it open for writing', async () => {
    const fd = openSync(at('in/open.mp4'), 'w');
    writeFileSync(fd, clip);
    await delay(3 * SETTLE_MS);
    assert.deepEqual(taken, []);
    closeSync(fd);
    await isTaken('open.mp4');
  });

  it('gives a file again that has changed, though its size has not, and none that is gone', async () => {
    writeFileSync(at('in/a.mp4'), clip);
    writeFileSync(at('in/gone.mp4'), clip);
    await delay(SETTLE_MS / 2);
    rmSync(at('in/gone.mp4'));
    await isTaken('a.mp4');
    utimesSync(at('in/a.mp4'), new Date(), new Date(Date.now() - 60_000));
    await until('it comes again', async () => taken.length === 2);
    assert.deepEqual(taken, ['a.mp4', 'a.mp4']);
  });

  it('waits for a folder that is away, and gives nothing twice when it is back', async () => {
    writeFileSync(at('in/a.mp4'), clip);
    await isTaken('a.mp4');
    renameSync(at('in'), at('away'));
    await until('it is told', async () => notes.length > 0);
    assert.match(notes[0]!, /cannot be read .*; waiting for it/);
    renameSync(at('away'), at('in'));
    writeFileSync(at('in/b.mp4'), clip);
    await isTaken('b.mp4');
    assert.deepEqual([taken, notes.length], [['a.mp4', 'b.mp4'], 1]);
  });

  it('is refused where it is none', async () => {
    const none = new FolderWatch(at('none'), { settleMs: 1, onNote: () => undefined });
    await assert.rejects(none.completed(stop.signal).next(), { code: 'INPUT_NOT_FOUND', message: /a folder to watch/ });
  });
});
