import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type RunSettings, runSettingsSchema } from '../../shared/run.ts';
import type { Shape } from '../../shared/shape.ts';
import { ffmpeg } from '../fixtures/clips.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { decodeAll } from './decode.ts';

const size = '320x180';
const triangle: Shape = {
  unit: 'percent',
  corners: [
    [20, 20],
    [80, 20],
    [50, 90],
  ],
};
const box = (x1: number, y1: number, x2: number, y2: number): Shape => ({
  unit: 'pixels',
  corners: [
    [x1, y1],
    [x2, y1],
    [x2, y2],
    [x1, y2],
  ],
});

describe('what is not to be seen of a frame', () => {
  const folder = suiteFolder();

  /** Losslessly the test pattern, with noise in some part of it that another seed makes other noise. */
  function clip(name: string, part: string, seed: number): string {
    const path = join(folder, name);
    const noise = `[0:v]split[a][b];[b]crop=${part},noise=alls=100:all_seed=${seed},negate[c];[a][c]overlay=${part.split(':').slice(2).join(':')}:format=yuv420`;
    ffmpeg(
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=${size}:rate=5`,
      '-filter_complex',
      noise,
      '-frames:v',
      '3',
      '-c:v',
      'ffv1',
      path,
    );
    return path;
  }

  const decoded = async (path: string, given: Partial<RunSettings>) =>
    (await decodeAll(path, { settings: runSettingsSchema.parse(given) })).frames.map(({ pixels }) => pixels);

  for (const [what, part, settings] of [
    ['a mask', '80:60:100:50', { mask: [box(100, 50, 180, 110)] }],
    ['a mask, letterboxed', '80:60:100:50', { mask: [box(100, 50, 180, 110)], resize: 'letterbox' }],
    ['a mask, reduced to grey', '80:60:100:50', { mask: [box(100, 50, 180, 110)], scale: 0.1, gray: true }],
    [
      'a mask, in tiles',
      '80:60:100:50',
      { mask: [box(100, 50, 180, 110)], tiles: { columns: 2, rows: 2, overlap: 0.2 } },
    ],
    [
      'two masks in a region',
      '80:60:100:50',
      { mask: [box(90, 50, 140, 110), box(140, 40, 180, 110)], roi: box(60, 20, 300, 170) },
    ],
    ['what lies beside a rectangle', '100:180:0:0', { roi: box(100, 31, 301, 171) }],
    ['what lies beside a polygon', '60:180:0:0', { roi: triangle }],
    ['what lies under a polygon', '40:70:64:110', { roi: triangle }],
  ] as const) {
    it(`leaves no trace: ${what}`, async () => {
      const [one, other] = [clip('one.mkv', part, 1), clip('other.mkv', part, 2)];
      assert.notDeepEqual(await decoded(one, {}), await decoded(other, {}));
      const [seen, same] = [
        await decoded(one, settings as Partial<RunSettings>),
        await decoded(other, settings as Partial<RunSettings>),
      ];
      assert.equal(seen.length, 3);
      assert.deepEqual(seen, same);
      const { mask: _, ...unmasked } = settings as Partial<RunSettings>;
      const plain = (await decoded(one, 'mask' in settings ? unmasked : {}))[0]!;
      if (plain.length !== seen[0]!.length) return;
      const kept = seen[0]!.filter((value, index) => value === plain[index]).length;
      assert.ok('mask' in settings ? kept > plain.length / 2 : true, `${kept} of ${plain.length} bytes are kept`);
    });
  }

  it('is grey, and all else as it was', async () => {
    const path = clip('grey.mkv', '2:2:0:0', 1);
    const plain = (await decoded(path, {}))[0]!;
    const masked = (
      await decoded(path, {
        mask: [
          {
            unit: 'percent',
            corners: [
              [50, 0],
              [100, 0],
              [100, 100],
              [50, 100],
            ],
          },
        ],
      })
    )[0]!;
    for (let pixel = 0; pixel < 64 * 64; pixel++) {
      const [of, was] = [masked, plain].map((bytes) => [...bytes.subarray(3 * pixel, 3 * pixel + 3)]);
      // the column at the edge may hold some of both
      assert.deepEqual(of, pixel % 64 >= 31 ? [128, 128, 128] : was, `${pixel % 64}`);
    }
  });
});
