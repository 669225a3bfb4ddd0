import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { jpegs, MjpegCamera, TcpCamera } from '../fixtures/cameras.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

describe('a camera on this machine', () => {
  let camera: MjpegCamera | TcpCamera | null = null;
  afterEach(async () => {
    await camera?.close();
    await until('every process has ended', () => processesNaming(home()).length === 0);
  });
  const home = temporaryFolder(); // gone after its processes

  const detect = (...more: string[]) => ['detect', camera!.url, '--live', '--model', DEMO.network, ...more];
  const ffmpegs = () => processesNaming(camera!.url).filter(({ command }) => /ffmpeg/.test(command.split(' ')[0]!));
  const runs = async () => {
    const { stdout } = await framefleet(['runs', '--format', 'json'], home());
    return JSON.parse(stdout || '[]') as Record<string, unknown>[];
  };

  it('that is silent: its ffmpeg ends with the command that is killed, also in its first moment', async () => {
    const silent = await TcpCamera.start(null);
    camera = silent;
    for (const connections of [0, 1]) {
      const { child, ended } = start(detect('--camera-timeout', '90'), home());
      const isThere = () => ffmpegs().length > 0 && silent.connections >= connections;
      await until('ffmpeg is there', isThere);
      child.kill('SIGKILL');
      await ended;
      await until('ffmpeg has ended', () => ffmpegs().length === 0);
    }
  });

  it('that stalls: its ffmpeg ends with the command that is killed, and so does all that ran', async () => {
    const mjpeg = await MjpegCamera.start(jpegs(10, '640x360'));
    camera = mjpeg;
    const { child, ended } = start(detect('--camera-timeout', '90'), home());
    await until('the camera sends', () => mjpeg.sentAt.length > 20);
    mjpeg.isSilent = true;
    await sleep(500);
    assert.equal(ffmpegs().length, 1);
    child.kill('SIGKILL');
    await ended;
    await until('ffmpeg has ended', () => ffmpegs().length === 0);
  });

  it('that is silent ends the command when its duration is over, with exit code 3', async () => {
    camera = await TcpCamera.start(null);
    const { code, stdout, stderr } = await framefleet(detect('--duration', '2'), home());
    assert.deepEqual([code, stdout], [3, ''], stderr);
    assert.match(stderr, /Expected `tcp:.*` to give frames, got none in 2\.\d s\./);
  });

  it('tells how long frames take to the store, and when the camera gave nothing', async () => {
    const mjpeg = await MjpegCamera.start(jpegs(10, '640x360'));
    camera = mjpeg;
    const { child, ended } = start(detect('--camera-timeout', '5', '--json', '--run', 'gate'), home());
    await until('the camera sends', () => mjpeg.sentAt.length > 10);
    mjpeg.isSilent = true;
    await until('it is opened again', () => mjpeg.connections > 1);
    mjpeg.isSilent = false;
    const sent = mjpeg.sentAt.length;
    await until('it sends again', () => mjpeg.sentAt.length > sent + 10);
    await until('more is stored than before', async () => Number((await runs())[0]?.storedFrames ?? 0) > sent);
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 0, stderr);
    const { state, sampledFrames, storedFrames, droppedFrames, gaps, latency } = JSON.parse(stdout);
    assert.deepEqual([state, storedFrames + droppedFrames, gaps.length], ['complete', sampledFrames, 1], stdout);
    assert.equal(latency.frames, storedFrames);
    assert.ok(latency.p50Ms > 0 && latency.p50Ms <= latency.p99Ms && latency.p99Ms <= latency.maxMs);
    assert.match(stderr, /no frame came for 5 s; it is opened again in 1 s/);
    const [run] = await runs();
    assert.deepEqual(run?.gaps, gaps);
    assert.ok(Math.abs(Date.parse(String(run?.recordedAt)) - mjpeg.sentAt[0]!) < 1000);
  });

  it('whose capture is killed has a run that ends all the same', async () => {
    const mjpeg = await MjpegCamera.start(jpegs(10, '640x360'));
    camera = mjpeg;
    const { child, ended } = start(detect('--run', 'gate'), home());
    await until('frames are stored', async () => Number((await runs())[0]?.storedFrames ?? 0) > 0);
    child.kill('SIGKILL');
    await ended;
    await until('every process has ended', () => processesNaming(home()).length === 0);
    const [run] = await runs();
    assert.equal(run?.state, 'complete');
    assert.match(String(run?.inputError), /ended without a word/);
    assert.equal(run?.sampledFrames, Number(run?.storedFrames) + Number(run?.droppedFrames));
  });
});
