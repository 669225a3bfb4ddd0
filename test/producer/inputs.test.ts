import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expandInputs } from '../../producer/inputs.ts';
import { redactUrl } from '../../producer/redact-url.ts';
import { blockPositions, identifyVideo } from '../../producer/video-identity.ts';
import { FramefleetError } from '../../shared/errors.ts';

describe('inputs', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'framefleet-inputs-'));
    await mkdir(join(folder, 'deep', 'er'), { recursive: true });
    await mkdir(join(folder, 'empty'));
    for (const name of ['b.mp4', 'a.MKV', 'notes.txt', 'deep/er/c.webm', 'odd[1].mp4']) {
      await writeFile(join(folder, name), name);
    }
  });
  after(() => rm(folder, { recursive: true }));

  const expanded = async (...names: string[]) => (await expandInputs(names)).map(({ uri }) => relative(folder, uri));

  it('searches a folder to the bottom for videos, in a fixed order', async () => {
    assert.deepEqual(await expanded(folder), ['a.MKV', 'b.mp4', 'deep/er/c.webm', 'odd[1].mp4']);
  });

  it('takes a named file whatever its name, and each source once', async () => {
    const path = join(folder, 'odd[1].mp4');
    assert.deepEqual(await expanded(join(folder, 'notes.txt'), path, `file://${encodeURI(path)}`, folder), [
      ...['notes.txt', 'odd[1].mp4', 'a.MKV', 'b.mp4', 'deep/er/c.webm'],
    ]);
  });

  it('takes what a pattern matches', async () => {
    assert.deepEqual(await expanded(join(folder, '**/*.{mp4,webm}')), ['b.mp4', 'deep/er/c.webm', 'odd[1].mp4']);
  });

  for (const name of ['missing.mp4', 'empty', '*.avi']) {
    it(`says that ${name} gives nothing`, async () => {
      await assert.rejects(expandInputs([join(folder, name)]), (error: unknown) => {
        assert.ok(error instanceof FramefleetError && error.code === 'INPUT_NOT_FOUND');
        assert.ok(error.message.includes(join(folder, name)));
        return true;
      });
    });
  }

  for (const [source, kind, live] of [
    ['http://h/v.mp4', 'url', false],
    ['https://h/live.m3u8', 'camera', true],
    ['rtsp://u:p@h/stream', 'camera', false],
    ['udp://239.0.0.1:1234', 'camera', false],
    ['/dev/null', 'camera', false],
  ] as const) {
    it(`takes ${source} for a ${kind}${live ? ' when told that it is live' : ''}`, async () => {
      assert.equal((await expandInputs([source], { live }))[0]!.kind, kind);
    });
  }

  for (const [url, shown] of [
    ['rtsp://user:pass@cam:554/1', 'rtsp://cam:554/1'],
    ['https://h/v.mp4?X-Amz-Signature=1&part=2&token=3#t', 'https://h/v.mp4?part=2'],
    ['https://h/a@b.mp4', 'https://h/a@b.mp4'],
    ['tcp://h:1', 'tcp://h:1'],
  ] as const) {
    it(`stores ${url} as ${shown}`, () => assert.equal(redactUrl(url), shown));
  }

  describe('their identity', () => {
    const idOf = async (name: string) => identifyVideo((await expandInputs([name]))[0]!);

    it('follows the content of a file, not its name', async () => {
      const write = async (name: string, content: string) => {
        await writeFile(join(folder, name), content);
        return idOf(join(folder, name));
      };
      const [one, same, other] = [await write('1', 'abc'), await write('2', 'abc'), await write('3', 'abd')];
      assert.deepEqual(one, same);
      assert.notEqual(one.videoId, other.videoId);
      assert.match(one.videoId, /^v[0-9a-f]{16}$/);
      assert.match(one.contentHash!, /^[0-9a-f]{64}$/);
    });

    it('costs a fixed number of blocks, the first and the last among them', () => {
      const size = 20e9;
      const positions = blockPositions(size);
      assert.deepEqual([positions.length, positions[0], positions.at(-1)], [16, 0, size - 65536]);
      assert.deepEqual(blockPositions(100_000), [0, 65536]);
      assert.deepEqual(blockPositions(0), []);
    });

    it('of a camera is that of its URL, without the password', async () => {
      const camera = await idOf('rtsp://u:p@h/1');
      assert.deepEqual(camera, await idOf('rtsp://u:q@h/1'));
      assert.equal(camera.contentHash, null);
    });

    it('of a remote file follows its length and ETag; one that is missing is named', async () => {
      let etag = '"1"';
      const server = createServer((request, response) => {
        const isThere = request.url === '/v.mp4' && request.headers.authorization === 'Basic dTpw';
        response.writeHead(isThere ? 200 : 404, { etag, 'content-length': 5 }).end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as { port: number };
      try {
        const url = `http://u:p@127.0.0.1:${port}/v.mp4`;
        const first = await idOf(url);
        assert.deepEqual(await idOf(url), first);
        etag = '"2"';
        assert.notEqual((await idOf(url)).videoId, first.videoId);
        await assert.rejects(idOf(`${url}x`), (error: unknown) => {
          assert.ok(error instanceof FramefleetError && error.code === 'INPUT_NOT_FOUND');
          return !error.message.includes('u:p');
        });
      } finally {
        server.closeAllConnections();
        server.close();
      }
    });
  });
});
