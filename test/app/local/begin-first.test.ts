import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { beginFirst } from '../../../app/local/begin-first.ts';
import type { PreparedRun, PreparedRuns } from '../../../app/prepare-runs.ts';
import { RUN_DEFAULTS } from '../../../app/run-options.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { Input } from '../../../producer/input/inputs.ts';
import { demoClip } from '../../fixtures/clips.ts';
import { childrenNamed, until } from '../../fixtures/processes.ts';
import { skip } from '../../fixtures/skip.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

const never = new AbortController().signal;

describe('the first of some recordings', () => {
  const folder = suiteFolder();
  before(function () {
    if (process.platform !== 'linux') skip(this, 'another system than Linux');
  });

  async function prepared(...inputs: Input[]): Promise<PreparedRuns> {
    const manifest = { input: { width: 64, height: 64 }, resize: 'stretch' };
    const runs = inputs.map(
      (input) => ({ input, options: RUN_DEFAULTS, manifest, size: null }) as unknown as PreparedRun,
    );
    return { runs, models: [], ffmpeg: await findFfmpeg(null) };
  }

  const fileOf = (path: string): Input => ({ kind: 'file', source: path, uri: path });

  it('is looked at and decoded, and what was not needed of it ends', async () => {
    const clip = demoClip(join(folder, 'clip.mp4'), 60);
    const { runs, close } = beginFirst(await prepared(fileOf(clip), fileOf(clip)), never);
    const source = await runs[0]?.source;
    assert.equal(source?.lookedAt.facts.width, 640);
    assert.equal(runs[1]?.source, undefined);
    await until('ffmpeg decodes', () => childrenNamed('ffmpeg').length === 1);
    await close();
    assert.deepEqual(childrenNamed('ffmpeg'), []);
  });

  it('is not waited for where it cannot be looked at, and nothing begins then', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    try {
      const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/clip.mp4`;
      const { runs, close } = beginFirst(await prepared({ kind: 'url', source: url, uri: url }), never);
      await until('it is asked', () => sockets.length > 0);
      await close();
      for (const socket of sockets) socket.destroy();
      silent.close();
      await assert.rejects(runs[0]!.source!, { code: 'INPUT_UNREADABLE' });
    } finally {
      silent.close();
    }
  });

  it('that is a camera is left to its capture', async () => {
    const camera: Input = { kind: 'camera', source: 'rtsp://127.0.0.1:1/x', uri: 'rtsp://127.0.0.1:1/x' };
    const { runs, close } = beginFirst(await prepared(camera), never);
    assert.equal(runs[0]?.source, undefined);
    await close();
  });
});
