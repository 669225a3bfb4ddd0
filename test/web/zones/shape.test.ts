import assert from 'node:assert/strict';
import { patchYaml } from '../../../results/analysis/zones/patch-yaml.ts';
import { parseZonesFile } from '../../../results/analysis/zones/zones-file.ts';
import { placedShapes } from '../../../results/analysis/zones/zones-of-video.ts';
import { zonesPatchSchema } from '../../../shared/zones.ts';
import { faultOf, patchOf, removalOf, type Shape, shapeOf } from '../../../web/zones/shape.ts';

const SIZE = { width: 1920, height: 1080 };
const VIDEO = { ...SIZE, names: ['v1', 'gate.mp4'] };
const ZONE: Shape = {
  kind: 'zone',
  name: 'lawn',
  pattern: 'gate.mp4',
  anchor: 'center',
  corners: [
    [0, 50],
    [33.33, 50],
    [99.99, 100],
  ],
};
const LINE: Shape = { kind: 'line', name: 'door', pattern: 'v1', anchor: 'all', corners: ZONE.corners.slice(0, 2) };

/** What a file holds for the video after these changes, as shapes. */
function patched(text: string, ...patches: unknown[]): Shape[] {
  const changed = patches.reduce<string>((before, patch) => patchYaml(before, zonesPatchSchema.parse(patch)), text);
  return placedShapes(parseZonesFile(changed), VIDEO).map((placed) => shapeOf(placed, SIZE));
}

describe('A zone or a line that is drawn', () => {
  it('is the same when it is read again from the file', () => {
    assert.deepEqual(patched('', patchOf(ZONE, null), patchOf(LINE, null)), [ZONE, LINE]);
  });

  it('takes the place of what it was, also under another name or for other videos', () => {
    for (const changed of [
      { ...ZONE, anchor: 'any', corners: ZONE.corners.toReversed() },
      { ...ZONE, name: 'meadow' },
      { ...ZONE, pattern: 'v1' },
    ]) {
      assert.deepEqual(patched('', patchOf(ZONE, null), patchOf(changed, ZONE)), [changed]);
    }
  });

  it('is gone when it is taken away', () => {
    assert.deepEqual(patched('', patchOf(ZONE, null), patchOf(LINE, null), removalOf(ZONE)), [LINE]);
  });

  it('is told what it lacks before it is sent', () => {
    assert.deepEqual([faultOf(ZONE), faultOf(LINE)], [null, null]);
    for (const [shape, words] of [
      [{ ...ZONE, name: 'a,b' }, /name/],
      [{ ...ZONE, pattern: ' ' }, /videos/],
      [{ ...ZONE, corners: ZONE.corners.slice(1) }, /three corners/],
      [{ ...LINE, corners: ZONE.corners.slice(0, 1) }, /two ends/],
      [{ ...LINE, corners: [ZONE.corners[0]!, ZONE.corners[0]!] }, /apart/],
    ] as const) {
      assert.match(faultOf(shape) ?? '', words);
    }
  });
});
