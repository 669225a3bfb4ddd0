import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FfmpegArguments } from '../../../producer/ffmpeg/ffmpeg-outputs.ts';
import { startFfmpeg } from '../../../producer/ffmpeg/ffmpeg-process.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

/** Twenty gray pixels a frame, and the same as checksums on another descriptor. */
const job = (seconds: number): FfmpegArguments => ({
  input: ['-nostdin', '-loglevel', 'error', '-f', 'lavfi'],
  source: `color=white:size=10x2:rate=10:duration=${seconds}`,
  outputs: [
    { fd: 1, format: 'rawvideo', filters: ['negate', 'format=gray'], options: ['-map', '0:v'] },
    { fd: 5, format: 'framecrc', filters: [], options: ['-map', '0:v'] },
  ],
  filterFd: null,
});

describe('an ffmpeg process', () => {
  const folder = suiteFolder();

  it('writes each output to its own descriptor, and is the only process that is started', async () => {
    const ffmpeg = await findFfmpeg(null);
    const [counting, starts] = [join(folder, 'ffmpeg'), join(folder, 'starts')];
    await writeFile(counting, `#!/bin/sh\necho "$*" >> '${starts}'\nexec '${ffmpeg.path}' "$@"\n`, { mode: 0o755 });
    const { streams, done } = startFfmpeg({ ...ffmpeg, path: counting }, job(1), (line) => assert.fail(line));
    const output = (await streams)!;
    const [pixels, checksums] = await Promise.all([output(1).toArray(), output(5).toArray()]);
    assert.deepEqual(await done, { failure: null, isKilled: false });
    assert.equal(Buffer.concat(pixels).length, 200);
    assert.equal((Buffer.concat(checksums).toString().match(/^0, /gm) ?? []).length, 10);
    assert.equal((await readFile(starts, 'utf8')).trim().split('\n').length, 1);
  });

  it('tells the code that it exited with, and its log line by line', async () => {
    const lines: string[] = [];
    const process = startFfmpeg(await findFfmpeg(null), { ...job(1), source: 'no=such:filter=1' }, (line) =>
      lines.push(line),
    );
    const { failure, isKilled } = await process.done;
    assert.match(failure!, /^it exited with code \d+$/);
    assert.equal(isKilled, false);
    assert.ok(
      lines.some((line) => /such/.test(line)),
      lines.join('\n'),
    );
  });

  for (const when of ['before it is there', 'while it works'] as const) {
    it(`tells the signal that ended it ${when}`, async () => {
      const process = startFfmpeg(await findFfmpeg(null), job(1e6), () => undefined);
      if (when === 'while it works') await once((await process.streams)!(1), 'readable');
      process.kill('SIGKILL');
      assert.deepEqual(await process.done, { failure: 'it was killed with signal SIGKILL', isKilled: true });
      process.kill('SIGKILL');
    });
  }

  it('that is not there is an end, not a crash', async () => {
    const process = startFfmpeg({ ...(await findFfmpeg(null)), path: join(folder, 'none') }, job(1), () => undefined);
    const { failure, isKilled } = await process.done;
    assert.match(failure!, /^it could not be started \(.*ENOENT/);
    assert.equal(isKilled, true);
  });
});
