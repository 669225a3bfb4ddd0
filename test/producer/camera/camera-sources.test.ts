import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CAMERA_DEFAULTS, type CameraOptions } from '../../../producer/camera/camera-options.ts';
import { expandInputs } from '../../../producer/input/inputs.ts';
import type { ProduceOptions } from '../../../producer/produce-options.ts';
import type { RunSettings } from '../../../shared/run.ts';
import { ffmpeg, patternClip } from '../../fixtures/clips.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { H264Camera } from '../../fixtures/h264-camera.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { TestStore } from '../produce.ts';

const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0', '-g', '20', '-pix_fmt', 'yuv420p'];

describe('sources of a camera', () => {
  const folder = suiteFolder();

  async function capture(
    url: string,
    how: Partial<CameraOptions> = {},
    given: Partial<ProduceOptions> = {},
    settings: Partial<RunSettings> = {},
  ) {
    const store = new TestStore();
    const enough = new AbortController();
    const [input] = await expandInputs([url], { live: !how.isRealtime, realtime: how.isRealtime ?? false });
    const produced = await store.produce(url, settings, {
      ...{ input: input!, durationSeconds: 30, camera: { ...CAMERA_DEFAULTS, ...how } },
      stop: enough.signal,
      onProgress: ({ sampledFrames }) => sampledFrames > 40 && enough.abort(),
      ...given,
    });
    const frames = store.queue.jobs.flatMap((job) => job.frames);
    return { ...produced, store, frames };
  }

  for (const rtspTransport of ['tcp', 'udp'] as const) {
    it(`may be RTSP over ${rtspTransport}: every frame is there, at the time at which it was sent`, async () => {
      const camera = await H264Camera.start({ fps: 20 });
      try {
        const { run, frames } = await capture(camera.url, { rtspTransport });
        assert.ok(run.sampledFrames! > 40, `${run.sampledFrames} frames`);
        const [{ sentAt }] = camera.connections as [H264Camera['connections'][0]];
        const late = frames.map(({ frameIndex, capturedAt }) => capturedAt! - sentAt[frameIndex]!);
        assert.ok(Math.min(...late) > -500 && Math.max(...late) < 1500, `${late}`);
        assert.ok(late.sort((a, b) => a - b)[Math.floor(late.length * 0.8)]! < 150, `${late}`);
      } finally {
        await camera.close();
      }
    });
  }

  it('may be HLS', async () => {
    const hls = join(folder, 'hls');
    mkdirSync(hls);
    const clip = patternClip(join(folder, 'clip.mp4'), { frames: 60, fps: 20, output: ['-g', '20'] });
    const list = ['-hls_time', '1', '-hls_list_size', '0', '-hls_flags', 'omit_endlist'];
    ffmpeg('-i', clip, '-c', 'copy', '-f', 'hls', ...list, join(hls, 'live.m3u8'));
    const server = createServer((request, response) => {
      const type = request.url!.endsWith('m3u8') ? 'application/vnd.apple.mpegurl' : 'video/mp2t';
      response.writeHead(200, { 'content-type': type }).end(readFileSync(join(hls, request.url!)));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live.m3u8`;
      const { run } = await capture(url);
      assert.ok(run.sampledFrames! > 40, `${run.sampledFrames} frames`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  for (const [what, scheme, target] of [
    ['RTMP', 'rtmp', ['-f', 'flv', '-listen', '1']],
    ['MPEG-TS over UDP', 'udp', ['-f', 'mpegts']],
    ['MPEG-TS over TCP', 'tcp', ['-f', 'mpegts']],
  ] as const) {
    it(`may be ${what}`, async () => {
      const clip = patternClip(join(folder, `${scheme}.mkv`), { ...{ frames: 60, fps: 20 }, output: h264 });
      const url = `${scheme}://127.0.0.1:${await freePort()}${scheme === 'rtmp' ? '/live/door' : ''}`;
      const from = ['-v', 'error', '-re', '-stream_loop', '-1', '-i', clip, '-c', 'copy'];
      const camera = spawn('ffmpeg', [...from, ...target, scheme === 'tcp' ? `${url}?listen` : url], {
        stdio: 'ignore',
      });
      try {
        const { run, outcome, frames } = await capture(url, { reopen: 'always' });
        assert.equal(outcome, 'complete');
        assert.ok(run.sampledFrames! > 40, `${run.sampledFrames} frames`);
        const spread = frames.at(-1)!.capturedAt! - frames[0]!.capturedAt!;
        assert.ok(Math.abs(spread - (1000 * (frames.length - 1)) / 20) < 1500, `${spread} ms`);
      } finally {
        const isOver = camera.exitCode === null && camera.signalCode === null ? once(camera, 'exit') : null;
        camera.kill('SIGKILL');
        await isOver;
      }
    });
  }

  it('may be a recording that is played at its own pace, and ends with it', async () => {
    const clip = patternClip(join(folder, 'short.mp4'), { frames: 30, fps: 15 });
    const startedAt = Date.now();
    const { run, outcome, frames } = await capture(clip, { isRealtime: true }, {}, { every: 3 });
    assert.ok(Date.now() - startedAt >= 1800);
    assert.deepEqual([outcome, run.state, run.sampledFrames, run.gaps.length], ['complete', 'complete', 10, 0]);
    const spread = frames.at(-1)!.capturedAt! - frames[0]!.capturedAt!;
    assert.ok(spread > 1500 && spread < 5000, `${spread} ms`);
    await assert.rejects(expandInputs(['rtsp://h/1'], { realtime: true }), { code: 'CONFIG_INVALID' });
  });
});
