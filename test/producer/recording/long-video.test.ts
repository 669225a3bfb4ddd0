import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FfmpegDecoder } from '../../../producer/ffmpeg/ffmpeg-decoder.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { runSettingsSchema } from '../../../shared/run.ts';

describe('a long video', () => {
  it('is decoded in memory that does not grow with it, sampled densely or sparsely', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'framefleet-long-'));
    try {
      const path = join(folder, 'long.mkv');
      const source = ['-f', 'lavfi', '-i', 'testsrc=rate=100:size=64x64:duration=100'];
      execFileSync('ffmpeg', ['-v', 'error', ...source, '-c:v', 'libx264', '-preset', 'ultrafast', path]);
      for (const every of [1, 4000]) {
        const decoding = new FfmpegDecoder({
          ffmpeg: await findFfmpeg(null),
          input: { kind: 'file', source: path, uri: path },
          network: { width: 192, height: 192 },
          settings: runSettingsSchema.parse({ every }),
          wanted: [{ first: 0, last: Infinity }],
        });
        let count = 0;
        let settled = 0;
        let peak = 0;
        for await (const frame of decoding.frames()) {
          assert.equal(frame.frameIndex, count * every);
          if (++count % 1000 !== 0) continue;
          const { heapUsed, external } = process.memoryUsage();
          if (count === 2000) settled = heapUsed + external;
          if (count > 2000) peak = Math.max(peak, heapUsed + external);
        }
        assert.equal(count, Math.ceil(10_000 / every));
        assert.equal(decoding.seen.sourceFrames, 10_000);
        // 8000 more frames are 0.9 GB of pixels; what the collector leaves lying is far less.
        assert.ok(peak - settled < 200e6, `${settled} then ${peak} bytes`);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
