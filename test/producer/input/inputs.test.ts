import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expandInputs } from '../../../producer/input/inputs.ts';
import { hasUnencodedUserInfo, redactUrl, secretsOf } from '../../../producer/input/redact-url.ts';
import { remoteVersion } from '../../../producer/input/remote-version.ts';
import { blockPositions, identifyVideo } from '../../../producer/input/video-identity.ts';
import { FramefleetError } from '../../../shared/errors.ts';

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

  it('takes what a list names, a source a line, whatever its URLs hold', async () => {
    const list = join(folder, 'list.txt');
    await writeFile(list, `# cameras\n\nrtsp://u:p@h/1\r\n${join(folder, 'b.mp4')}\n`);
    const inputs = await expandInputs([`@${list}`]);
    assert.deepEqual(
      inputs.map(({ source }) => source),
      ['rtsp://u:p@h/1', join(folder, 'b.mp4')],
    );
    await rm(list);
    await assert.rejects(expandInputs([`@${list}`]), { code: 'INPUT_NOT_FOUND', message: /to be a list of sources/ });
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
    [
      'https://b.s3.amazonaws.com/v.mp4?X-Amz-Algorithm=A&X-Amz-Credential=C&X-Amz-Date=D&X-Amz-Expires=9&X-Amz-SignedHeaders=h&X-Amz-Signature=S&x-id=GetObject&versionId=7',
      'https://b.s3.amazonaws.com/v.mp4?x-id=GetObject&versionId=7',
    ],
    ['https://h/v.mp4?AWSAccessKeyId=A&Expires=9&Signature=S', 'https://h/v.mp4'],
    ['https://h/v.mp4?Expires=9&Policy=P&Signature=S&Key-Pair-Id=K', 'https://h/v.mp4'],
    ['https://h/v.mp4?X-Goog-Date=1&X-Goog-Expires=2&X-Goog-Signature=3&generation=4', 'https://h/v.mp4?generation=4'],
    ['https://h/v.mp4?sv=1&st=2&se=3&sr=b&sp=r&sig=4&snapshot=5', 'https://h/v.mp4?snapshot=5'],
    ['https://h/v.mp4?st=2&se=3&expires=4', 'https://h/v.mp4?st=2&se=3&expires=4'],
    ['https://h/a@b.mp4', 'https://h/a@b.mp4'],
    ['https://h:8443/@somebody/v.mp4', 'https://h:8443/@somebody/v.mp4'],
    ['rtsp://h/user=admin&password=PW&channel=1&stream=0.sdp?', 'rtsp://h/channel=1&stream=0.sdp'],
    ['rtsp://h:554/user=admin_password=P@W_channel=1.sdp', 'rtsp://h:554/'],
    ['http://h/video.cgi?loginuse=admin&loginpas=PW&rate=0', 'http://h/video.cgi?rate=0'],
    ['http://h/v?pw=PW&psw=PW&jwt=PW&hdnts=PW&a=1', 'http://h/v?a=1'],
    ['srt://h:9000?streamid=#!::u=admin,s=PW&mode=caller', 'srt://h:9000'],
    ['http://h/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln/live.m3u8', 'http://h/…/live.m3u8'],
    ['rtsp://admin:P/W@h/s', 'rtsp://h/s'],
    ['rtsp://admin:P#W@h/s', 'rtsp://h/s'],
    ['rtsp://admin:P?W@h:554/s', 'rtsp://h:554/s'],
    ['rtsp://admin:1/W@h/s', 'rtsp://h/s'],
    ['rtsp://admin:P@W@h/s', 'rtsp://h/s'],
    ['tcp://h:1', 'tcp://h:1'],
  ] as const) {
    it(`stores ${url} as ${shown}`, () => assert.equal(redactUrl(url), shown));
  }

  for (const [url, isUnencoded] of [
    ['rtsp://admin:P/W@h/s', true],
    ['rtsp://admin:P?W@h/s', true],
    ['rtsp://admin:P#W@h/s', true],
    ['rtsp://admin:P%2FW@h/s?a#b', false],
    ['rtsp://admin:P@W@h/s', false],
    ['https://h/a@b.mp4?x=1', false],
    ['rtsp://h:554/s', false],
  ] as const) {
    it(`knows that the password in ${url} ${isUnencoded ? 'has to be' : 'need not be'} encoded`, () =>
      assert.equal(hasUnencodedUserInfo(url), isUnencoded));
  }

  for (const [url, secrets] of [
    ['rtsp://admin:P%2FW1@h/s', ['admin:P%2FW1', 'admin:P/W1', 'P%2FW1', 'P/W1']],
    ['rtsp://admin:PASS/WORD@h/s', ['admin:PASS/WORD', 'PASS/WORD', 'PASS', 'WORD']],
    ['http://h/v?pw=PASS&a=1', ['PASS']],
    ['http://h/v?a=1', []],
    ['/videos/pw=PASS.mp4', []],
  ] as const) {
    it(`knows what must not be shown of ${url}`, () => assert.deepEqual(secretsOf(url), secrets));
  }

  it('pass over TypeScript in a folder, say so, and keep recordings of the same ending', async () => {
    const mixed = join(folder, 'mixed');
    await mkdir(mixed);
    await writeFile(join(mixed, 'code.ts'), 'export const x = 1;\n');
    await writeFile(join(mixed, 'module.mts'), '\texport {};\r\n');
    await writeFile(
      join(mixed, 'video.ts'),
      Buffer.concat([Buffer.from([0x47, 0x40, 0, 0x10]), Buffer.alloc(184, 0xff)]),
    );
    await writeFile(join(mixed, 'empty.ts'), '');
    const notes: string[] = [];
    const inputs = await expandInputs([mixed], { onNote: (text) => notes.push(text) });
    assert.deepEqual(
      inputs.map(({ uri }) => relative(mixed, uri)),
      ['empty.ts', 'video.ts'],
    );
    assert.deepEqual(notes, [`passed over in \`${mixed}\`: 2 files that end in .ts or .mts and hold text`]);
    await rm(mixed, { recursive: true });
  });

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

    describe('of a remote file', () => {
      let server: Server;
      let address: string;
      before(async () => {
        server = createServer((request, response) => {
          const [, how] = request.url!.split('/');
          const refusal = { head403: 403, head405: 405, head501: 501, all403: 403 }[how ?? ''];
          const isRefused = refusal !== undefined && (request.method === 'HEAD' || how === 'all403');
          if (how === 'reset' && request.method === 'HEAD') return void request.socket.destroy();
          const isRange = request.headers.range === 'bytes=0-0' && how !== 'head405';
          const range = { 'content-range': 'bytes 0-0/5', 'content-length': 1 };
          response.writeHead(isRefused ? refusal : isRange ? 206 : 200, {
            etag: '"1"',
            'content-length': 5,
            ...(isRange && range),
          });
          response.end(request.method === 'HEAD' ? undefined : 'video'.slice(0, isRange ? 1 : 5));
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
        address = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
      });
      after(() => {
        server.closeAllConnections();
        server.close();
      });

      it('is the same where a server refuses HEAD, in whatever way', async () => {
        const versionOf = async (how: string) => remoteVersion((await expandInputs([`${address}/${how}/v.mp4`]))[0]!);
        const expected = await versionOf('ok');
        assert.deepEqual(expected, ['5', '"1"']);
        for (const how of ['head403', 'head405', 'head501', 'reset']) assert.deepEqual(await versionOf(how), expected);
        await assert.rejects(versionOf('all403'), { code: 'INPUT_UNREADABLE', message: /HTTP status 403/ });
      });

      it('is the same however often its address is signed', async () => {
        const signed = (date: string) =>
          `${address}/ok/v.mp4?X-Amz-Date=${date}&X-Amz-Expires=60&X-Amz-Signature=${date}0`;
        assert.deepEqual(await idOf(signed('20260101T000000Z')), await idOf(signed('20260102T000000Z')));
      });
    });

    it('of a remote file with a password that is no address is refused, without the password', async () => {
      await assert.rejects(idOf('http://user:100%@127.0.0.1:1/v.mp4'), (error: unknown) => {
        assert.ok(error instanceof FramefleetError && error.code === 'INPUT_UNREADABLE', String(error));
        assert.match(error.message, /% .*as %25/);
        return !error.message.includes('100%@');
      });
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
