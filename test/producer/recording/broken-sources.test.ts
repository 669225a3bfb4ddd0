import assert from 'node:assert/strict';
import { copyFile, readFile, rename, stat, truncate, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { FramefleetError } from '../../../shared/errors.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { hasTestData, testData } from '../../fixtures/data.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { concatenate } from '../concatenate.ts';
import { upTo } from '../decode.ts';
import { TestStore } from '../produce.ts';

const frames = 120;
const brokenOff = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof FramefleetError, String(error));
  assert.deepEqual([error.code, pattern.test(error.message)], ['FFMPEG_FAILED', true], error.message);
  assert.match(error.message, /The same command goes on from here/);
  return true;
};

describe('a source that is not whole', () => {
  const folder = suiteFolder();
  const whole = join(folder, 'whole.mp4');
  before(() => {
    // Each frame a key frame, so that each that is lost is lost alone.
    patternClip(whole, { frames, output: ['-c:v', 'libx264', '-g', '1', '-movflags', '+faststart'] });
  });

  it('says how many frames a hole in its middle takes, and where', async () => {
    const bytes = await readFile(whole);
    bytes.fill(0, Math.floor(bytes.length * 0.4), Math.floor(bytes.length * 0.7));
    await writeFile(join(folder, 'hole.mp4'), bytes);
    const store = new TestStore();
    const { run } = await store.produce(join(folder, 'hole.mp4'));
    assert.equal(run.state, 'complete');
    assert.ok(run.storedFrames > 60 && run.storedFrames < 100, `${run.storedFrames} frames`);
    const told = /^the input is damaged: (\d+) frames are missing .*between (\d+\.\d+) s and (\d+\.\d+) s$/.exec(
      run.inputError ?? '',
    );
    assert.ok(told, run.inputError ?? 'nothing');
    const [count, from, to] = told.slice(1).map(Number) as [number, number, number];
    assert.equal(count, frames - run.storedFrames);
    assert.ok(from > 2 && from < 6 && to > 7 && to < 10, `${from} to ${to}`);
  });

  it('says nothing of a hole outside of the window that was asked for', async () => {
    const { run } = await new TestStore().produce(join(folder, 'hole.mp4'), { end: 2 });
    assert.deepEqual([run.storedFrames, run.inputError], [20, null]);
  });

  if (hasTestData) {
    it('is said to be damaged where users found it not told', async function () {
      const { run } = await new TestStore().produce(testData(this, 'cases', 'hole-small.mp4'));
      assert.equal(run.storedFrames, 42);
      assert.match(run.inputError!, /30 frames are missing/);
    });
  }

  it('ends where a cut file ends, and the run is complete', async () => {
    const cut = join(folder, 'cut.mp4');
    await writeFile(cut, (await readFile(whole)).subarray(0, Math.floor((await stat(whole)).size * 0.6)));
    const store = new TestStore();
    const { run } = await store.produce(cut);
    assert.equal(run.state, 'complete');
    assert.match(run.inputError!, /ended early: \d+\.\d s of 12\.0 s could be read/);
    const again = await store.produce(cut);
    assert.deepEqual([again.run.inputError, again.run.storedFrames], [run.inputError, run.storedFrames]);
  });

  it('is read on by the same command when a file is cut while it is read, and whole again', async () => {
    const [growing, bytes] = [join(folder, 'growing.mp4'), await readFile(whole)];
    await writeFile(growing, bytes);
    const store = new TestStore();
    const cutting = store.produce(
      growing,
      {},
      {
        onOpen: () => void truncate(growing, Math.floor(bytes.length * 0.6)),
      },
    );
    await assert.rejects(cutting, brokenOff(/it changed while it was read/));
    const [run] = [...store.ledger.runs.values()];
    assert.equal(run!.end, null);
    await writeFile(growing, bytes);
    const again = await store.produce(growing);
    assert.deepEqual([again.run.state, again.run.storedFrames, again.run.inputError], ['complete', frames, null]);
    assert.deepEqual(store.frameIndexes, upTo(frames));
  });

  it('is whole when its file is moved while it is read', async () => {
    const [moving, moved] = [join(folder, 'moving.mp4'), join(folder, 'moved.mp4')];
    await copyFile(whole, moving);
    const store = new TestStore();
    const put = store.queue.put.bind(store.queue);
    store.queue.put = async (job, payload) => {
      if (job.chunkIndex === 0) await rename(moving, moved);
      return put(job, payload);
    };
    const { run } = await store.produce(moving);
    assert.deepEqual([run.state, run.storedFrames, run.inputError], ['complete', frames, null]);
  });

  for (const container of ['mp4', 'mkv']) {
    describe(`over HTTP, ${container}`, () => {
      let server: Server;
      let url: string;
      let bytes: Buffer;
      /** How many more answers break off in the middle. */
      let breaks = 0;
      const breakOff = (times: number) => {
        breaks = times;
      };
      before(async () => {
        const path = join(folder, `remote.${container}`);
        ffmpeg('-i', whole, '-c', 'copy', '-movflags', '+faststart', path);
        bytes = await readFile(path);
        server = createServer((request, response) => {
          const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
          const [first, last] = [Number(from), to === '' ? bytes.length - 1 : Number(to)];
          const brokenAt = Math.floor(bytes.length * 0.6);
          response.writeHead(206, {
            ...{ 'accept-ranges': 'bytes', etag: '"1"', 'content-length': last - first + 1 },
            'content-range': `bytes ${first}-${last}/${bytes.length}`,
          });
          const isBroken = request.method === 'GET' && last >= brokenAt && breaks-- > 0;
          if (request.method === 'HEAD') response.end();
          else if (!isBroken) response.end(bytes.subarray(first, last + 1));
          else response.write(bytes.subarray(first, Math.max(first, brokenAt)), () => response.destroy());
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        url = `http://127.0.0.1:${(server.address() as { port: number }).port}/v.${container}`;
      });
      after(() => {
        server.closeAllConnections();
        server.close();
      });

      it('is read on in the same pass when the connection breaks once', async () => {
        const store = new TestStore();
        const { run } = await store.produce(url, {}, { onOpen: () => breakOff(1) });
        assert.ok(breaks <= 0);
        assert.deepEqual([run.state, run.storedFrames, run.inputError], ['complete', frames, null]);
        assert.deepEqual(store.frameIndexes, upTo(frames));
      });

      it('is read on by the same command when the connection breaks for long', async () => {
        const store = new TestStore();
        const breaking = store.produce(url, {}, { onOpen: () => breakOff(Infinity) });
        await assert.rejects(breaking, brokenOff(/it broke off/));
        const stored = store.frameIndexes.length;
        assert.ok(stored > 30 && stored < frames && stored % 8 === 0, `${stored} frames`);
        breaks = 0;
        const { run } = await store.produce(url);
        assert.deepEqual([run.state, run.storedFrames, run.inputError], ['complete', frames, null]);
        assert.deepEqual(store.frameIndexes, upTo(frames));
      });
    });
  }
});

describe('what a user should know of a source', () => {
  const folder = suiteFolder();

  it('is that it ends before --start', async () => {
    const { run, notes } = await new TestStore().produce(patternClip(join(folder, 'short.mp4')), { start: 100 });
    assert.deepEqual([run.state, run.storedFrames, run.inputError], ['complete', 0, null]);
    assert.deepEqual(notes, ['no frame lies at or after --start 100: the last one is at 2.9 s']);
  });

  it('is that its clock jumps back', async () => {
    const part = patternClip(join(folder, 'part.ts'), { frames: 48, fps: 24, output: ['-c:v', 'mpeg2video'] });
    await concatenate(join(folder, 'joined.ts'), [part, part]);
    const { run, notes } = await new TestStore().produce(join(folder, 'joined.ts'), { end: 1 });
    assert.ok(run.storedFrames >= 46, `the first second of both parts: ${run.storedFrames}`);
    assert.match(notes[0]!, /the clock of the input jumps back at frame 4\d, from (1\.9|2\.0) s to -?0\.\d s/);
  });
});
