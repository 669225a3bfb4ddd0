import assert from 'node:assert/strict';
import { parseZonesFile } from '../../../results/analysis/zones/zones-file.ts';
import { zonesOfVideo } from '../../../results/analysis/zones/zones-of-video.ts';

const TEXT = `
videos:
  'gate-*.mp4':
    metersPerPixel: 0.02
    zones:
      lawn: [[0%, 50%], [100%, 50%], [100%, 100%], [0%, 100%]]
      drive:
        points: [[0, 0], [100, 0], [100, 50]]
        anchor: center
    lines:
      door: {from: [10%, 50], to: [90%, 50], metersPerPixel: 0.1}
  '**':
    zones:
      lawn: [[0, 0], [1, 0], [1, 1]]
      all: [[0%, 0%], [100%, 0%], [100%, 100%], [0%, 100%]]
`;

describe('zones.yaml', () => {
  it('gives each video the zones and lines of the patterns that fit, in its pixels, the first of each name', () => {
    const file = parseZonesFile(TEXT);
    const video = { width: 200, height: 100, names: ['v1', '/videos/gate-7.mp4', 'gate-7.mp4'] };
    const { zones, lines, metersPerPixel } = zonesOfVideo(file, video);
    assert.equal(metersPerPixel, 0.02);
    const byName = Object.fromEntries(zones.map((zone) => [zone.name, zone]));
    assert.deepEqual(Object.keys(byName).sort(), ['all', 'drive', 'lawn']);
    assert.deepEqual(byName.lawn!.polygon, [
      [0, 50],
      [200, 50],
      [200, 100],
      [0, 100],
    ]);
    assert.deepEqual([byName.lawn!.anchor, byName.drive!.anchor], ['bottom', 'center']);
    assert.deepEqual(lines, [
      {
        name: 'door',
        anchor: 'bottom',
        segment: [
          [20, 50],
          [180, 50],
        ],
        metersPerPixel: 0.1,
      },
    ]);
    const other = zonesOfVideo(file, { width: 10, height: 10, names: ['/videos/yard.mp4'] });
    assert.deepEqual([other.metersPerPixel, other.lines, other.zones.length], [null, [], 2]);
  });

  for (const [change, complaint] of [
    [
      ['[100, 50]]', '[100, x]]'],
      /line 8, `videos\.gate-\*\.mp4\.zones\.drive\.points\.2\.1`: expected pixels \(120\) or per cent/,
    ],
    [[', [100, 50]]', ']'], /line 8, `videos\.gate-\*\.mp4\.zones\.drive\.points`: expected at least three points/],
    [['anchor: center', 'anchor: middle'], /line 9, `.*drive\.anchor`: expected bottom, center, any or all/],
    [['anchor: center', 'achor: center'], /line 9, `.*drive\.achor`: no such key/],
    [['to: [90%, 50]', 'to: [10%, 50]'], /line 11, `.*lines\.door`: expected two different points/],
    [['metersPerPixel: 0.02', 'metersPerPixel: -1'], /line 4, `.*metersPerPixel`: expected a number above 0/],
    [["'**':", "'**"], /line \d+: /],
    [['videos:', 'vidoes:'], /`videos`|`vidoes`: no such key/],
  ] as const) {
    it(`is refused with line and key where ${change[0].trim()} is ${change[1]}`, () => {
      assert.throws(() => parseZonesFile(TEXT.replace(...(change as [string, string]))), complaint);
    });
  }
});
