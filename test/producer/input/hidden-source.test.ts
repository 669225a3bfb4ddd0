import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { httpRelay } from '../../../producer/input/http-relay.ts';
import { framefleet } from '../../fixtures/cli.ts';
import { DEMO, demoClip } from '../../fixtures/clips.ts';
import { FileServer } from '../../fixtures/file-server.ts';
import { ProcessList } from '../../fixtures/process-list.ts';
import { RtspCamera } from '../../fixtures/rtsp-camera.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const PASSWORD = 'pass-w0rd-of-the-camera';

describe('A source with a password', () => {
  const folder = temporaryFolder();

  /** Detects what a list of one source names, and sees who shows the password meanwhile. */
  async function detectHidden(source: string, ...more: string[]) {
    const list = join(folder(), 'list.txt');
    writeFileSync(list, `${source}\n`);
    const processes = new ProcessList([PASSWORD]);
    const args = ['detect', `@${list}`, '--model', DEMO.network, '--workers', '1', '--json', ...more];
    const ended = await framefleet(args, join(folder(), 'home'));
    processes.close();
    assert.deepEqual([...processes.found], []);
    assert.ok(!`${ended.stdout}${ended.stderr}`.includes(PASSWORD), ended.stderr);
    return ended;
  }

  it('is read from a camera over RTSP without standing in a list of processes', async () => {
    assert.ok((await findFfmpeg(null)).hasListOptions);
    const camera = await RtspCamera.start(folder(), 'admin', PASSWORD);
    try {
      const url = `rtsp://admin:${PASSWORD}@127.0.0.1:${camera.port}/stream`;
      const { code, stdout, stderr } = await detectHidden(url, '--duration', '6');
      assert.equal(code, 0, stderr);
      const run = JSON.parse(stdout);
      assert.equal(run.uri, `rtsp://127.0.0.1:${camera.port}/stream`);
      assert.ok(run.storedFrames >= 5, stdout);
      const wrong = await detectHidden(url.replace('admin', 'other'), '--duration', '30');
      assert.equal(wrong.code, 3);
      assert.match(wrong.stderr, /401 Unauthorized/);
    } finally {
      await camera.stop();
    }
  });

  it('is read over HTTP like the file itself: the same frames at the same times', async () => {
    const clip = demoClip(join(folder(), 'clip.mkv'), 40);
    const server = await FileServer.start(clip, `Basic ${Buffer.from(`me:${PASSWORD}`).toString('base64')}`);
    try {
      const url = `http://me:${PASSWORD}@127.0.0.1:${server.port}/deep/clip.mkv?pw=${PASSWORD}&a=1`;
      const { code, stdout, stderr } = await detectHidden(url);
      assert.equal(code, 0, stderr);
      const run = JSON.parse(stdout);
      assert.equal(run.uri, `http://127.0.0.1:${server.port}/deep/clip.mkv?a=1`);
      assert.equal(run.storedFrames, 40);
      const home = join(folder(), 'home');
      const asked = async (id: string) => {
        const rows = (await framefleet(['query', '--run', id, '--format', 'csv'], home)).stdout
          .trim()
          .split('\n')
          .slice(1);
        return rows.map((row) => row.split(',').slice(2).join());
      };
      const same = await framefleet(['detect', clip, '--model', DEMO.network, '--workers', '1', '--json'], home);
      const rows = await asked(run.runId);
      assert.ok(rows.length > 0);
      assert.deepEqual(rows, await asked(JSON.parse(same.stdout).runId));
    } finally {
      await server.stop();
    }
  });

  it('is relayed to who has the address alone', async () => {
    const clip = demoClip(join(folder(), 'clip.mp4'), 12);
    const server = await FileServer.start(clip, null);
    const relay = await httpRelay(`http://127.0.0.1:${server.port}/clip.mp4?token=${PASSWORD}`);
    const { port } = new URL(relay.url);
    const statusOf = (auth: string | undefined) =>
      new Promise((resolve) => {
        request({ port, host: '127.0.0.1', path: '/clip.mp4', ...(auth && { auth }) }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        }).end();
      });
    assert.equal(await statusOf(undefined), 401);
    assert.equal(await statusOf('relay:guessed'), 401);
    assert.equal(await statusOf(`relay:${new URL(relay.url).password}`), 200);
    assert.ok(server.asked.at(-1)?.endsWith(`?token=${PASSWORD}`));
    relay.close();
    await server.stop();
  });
});
