import assert from 'node:assert/strict';
import { join } from 'node:path';
import { lookIn, readLook } from '../../../producer/encoding/picture-look.ts';
import { findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { fileOf } from '../decode.ts';

const NONE = { matrix: null, primaries: null, transfer: null, pixelAspect: null };
const ALL_709 = { matrix: 'bt709', primaries: 'bt709', transfer: 'bt709' };

describe('How a picture is to be shown', () => {
  const folder = suiteFolder();

  for (const [format, look] of [
    ['yuv420p(tv, bt709, progressive), 1280x720 [SAR 1:1 DAR 16:9]', { ...NONE, ...ALL_709 }],
    ['yuvj420p(pc, bt470bg/unknown/unknown), 64x64', { ...NONE, matrix: 'bt470bg' }],
    [
      'yuv420p10le(tv, bt2020nc/bt2020/smpte2084), 64x64 [SAR 4:3 DAR 4:3]',
      { matrix: 'bt2020nc', primaries: 'bt2020', transfer: 'smpte2084', pixelAspect: [4, 3] },
    ],
    ['yuv420p(progressive), 64x64 [SAR 0:1 DAR 0:1]', NONE],
    ['yuv420p, 64x64', NONE],
  ] as const) {
    it(`is read of ${format}`, () => {
      const log = [
        "[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'x':",
        '[info]   Stream #0:0: Video: h264 (High), gray(pc, smpte240m), 8x8 [SAR 2:1 DAR 2:1]',
        "[info] Output #0, framecrc, to 'pipe:4':",
        `[info]   Stream #0:0(und): Video: h264 (High) (avc1 / 0x31637661), ${format}, q=2-31, 10 fps`,
      ];
      assert.deepEqual(lookIn(log), look);
      assert.deepEqual(lookIn(log.slice(0, 2)), NONE);
    });
  }

  it('is what the source says, of this ffmpeg too', async () => {
    const tags = ['-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709'];
    const output = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-vf', 'setsar=4/3', ...tags];
    const clip = patternClip(join(folder, 'tagged.mp4'), { frames: 2, output });
    assert.deepEqual(await readLook(await findFfmpeg(null), fileOf(clip)), { ...ALL_709, pixelAspect: [4, 3] });
  });
});
