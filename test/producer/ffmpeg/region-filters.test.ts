import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { regionFilters } from '../../../producer/ffmpeg/region-filters.ts';
import { regionOf } from '../../../shared/region.ts';
import type { Shape } from '../../../shared/shape.ts';

/** A frame of the test pattern after some filters, 3 bytes a pixel. */
function rendered(size: string, filters: readonly string[]): Buffer {
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=${size}:rate=1,format=rgb24`];
  const chain = [...filters, 'format=rgb24'].join(',');
  const args = ['-v', 'error', ...source, '-frames:v', '1', '-filter:v', chain, '-f', 'rawvideo', '-'];
  const { stdout, stderr } = spawnSync('ffmpeg', args, { maxBuffer: 1e8 });
  assert.equal(stderr.toString(), '');
  return stdout;
}

describe('the region of interest', () => {
  it('takes no filter where all of the picture is one', () => assert.deepEqual(regionFilters({}), []));

  const shapes: Shape[] = [
    {
      unit: 'pixels',
      corners: [
        [11, 7],
        [111, 7],
        [111, 58],
        [11, 58],
      ],
    },
    {
      unit: 'pixels',
      corners: [
        [-3, 10.4],
        [60.2, 90],
        [500, 33],
      ],
    },
    {
      unit: 'percent',
      corners: [
        [12.5, 33],
        [70, 33],
        [70, 81],
        [12.5, 81],
      ],
    },
    {
      unit: 'percent',
      corners: [
        [10, 10],
        [90, 10.1],
        [50, 99.9],
      ],
    },
    {
      unit: 'pixels',
      corners: [
        [900, 900],
        [950, 900],
        [950, 950],
      ],
    },
  ];
  for (const roi of shapes) {
    for (const [width, height] of [
      [160, 90],
      [161, 91],
      [33, 200],
    ] as const) {
      it(`of ${JSON.stringify(roi.corners)} ${roi.unit} is cut out of ${width}x${height} pixel by pixel`, () => {
        const whole = rendered(`${width}x${height}`, []);
        const region = regionOf(roi, { width, height });
        const rows = Array.from({ length: region.height }, (_, row) => {
          const from = ((region.top + row) * width + region.left) * 3;
          return whole.subarray(from, from + region.width * 3);
        });
        assert.ok(rendered(`${width}x${height}`, regionFilters({ roi })).equals(Buffer.concat(rows)));
      });
    }
  }
});
