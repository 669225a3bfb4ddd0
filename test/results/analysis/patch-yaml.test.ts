import assert from 'node:assert/strict';
import { patchYaml } from '../../../results/analysis/zones/patch-yaml.ts';
import { parseZonesFile } from '../../../results/analysis/zones/zones-file.ts';
import { zonesPatchSchema } from '../../../shared/zones.ts';

const TEXT = `# our gates
videos:
  'gate-*.mp4': # both of them
    metersPerPixel: 0.02
    zones:
      lawn: [[0%, 50%], [100%, 50%], [100%, 100%]] # as far as the hedge
      drive: {points: [[0, 0], [100, 0], [100, 50]], anchor: center}
    lines:
      door: {from: [10%, 50], to: [90%, 50]}
`;

/** What a text holds after a change. */
function patched(text: string, videos: object): string {
  return patchYaml(text, zonesPatchSchema.parse({ videos }));
}

describe('A change of a zones.yaml', () => {
  it('sets what it names, on one line, and leaves all else as it was written', () => {
    const corners = [
      ['0%', '0%'],
      ['12.5%', '0%'],
      [40, 50],
    ];
    const text = patched(TEXT, { 'gate-*.mp4': { zones: { porch: { points: corners, anchor: 'any' } } } });
    assert.ok(text.includes('[[0%, 0%], [12.5%, 0%], [40, 50]]'), text);
    assert.deepEqual(parseZonesFile(text).videos['gate-*.mp4']!.zones.porch, {
      points: [
        [
          { value: 0, unit: 'percent' },
          { value: 0, unit: 'percent' },
        ],
        [
          { value: 12.5, unit: 'percent' },
          { value: 0, unit: 'percent' },
        ],
        [
          { value: 40, unit: 'pixels' },
          { value: 50, unit: 'pixels' },
        ],
      ],
      anchor: 'any',
    });
    // a comment behind a key may come to stand on a line of its own
    const parts = TEXT.split('\n').flatMap((line) => line.split(/(?=# both)/));
    for (const part of parts) assert.ok(text.includes(part.trimEnd()), `${part} of\n${text}`);
  });

  it('moves the corners of a zone and keeps its anchor, and makes one of a list of corners', () => {
    const points = [
      [1, 2],
      [3, 4],
      [5, 0],
    ];
    const text = patched(TEXT, { 'gate-*.mp4': { zones: { drive: { points }, lawn: { points, anchor: 'all' } } } });
    const { drive, lawn } = parseZonesFile(text).videos['gate-*.mp4']!.zones;
    assert.deepEqual([drive!.anchor, drive!.points[1]![1].value], ['center', 4]);
    assert.deepEqual([lawn!.anchor, lawn!.points[2]![0].value], ['all', 5]);
  });

  it('takes away what it says is null', () => {
    const text = patched(TEXT, { 'gate-*.mp4': { zones: { lawn: null }, metersPerPixel: null } });
    const video = parseZonesFile(text).videos['gate-*.mp4']!;
    assert.deepEqual([Object.keys(video.zones), video.metersPerPixel], [['drive'], null]);
    assert.deepEqual(parseZonesFile(patched(TEXT, { 'gate-*.mp4': null, other: null })).videos, {});
  });

  it('finds names that are written as numbers', () => {
    const text = 'videos:\n  7:\n    zones: {1: [[0, 0], [9, 0], [9, 9]], 2: [[0, 0], [9, 0], [9, 9]]}\n';
    const points = [
      [1, 2],
      [3, 4],
      [5, 0],
    ];
    const changed = patched(text, { 7: { zones: { 1: null, 2: { points } } } });
    const { zones } = parseZonesFile(changed).videos['7']!;
    assert.deepEqual([Object.keys(zones), zones['2']!.points[0]![1].value], [['2'], 2], changed);
    assert.equal(changed.match(/7/g)!.length, 1, changed);
  });

  it('leaves what is shared with another video to that one', () => {
    const text =
      'videos:\n  a:\n    zones: &all {lawn: [[0, 0], [9, 0], [9, 9]], drive: [[0, 0], [9, 0], [9, 9]]}\n  b:\n    zones: *all\n';
    const { a, b } = parseZonesFile(patched(text, { b: { zones: { lawn: null } } })).videos;
    assert.deepEqual([Object.keys(a!.zones), Object.keys(b!.zones)], [['lawn', 'drive'], ['drive']]);
  });

  it('leaves what others share as it was where the one that they refer to is changed or taken away', () => {
    const shapes = '{lawn: &lawn [[0, 0], [9, 0], [9, 9]], drive: [[0, 0], [9, 0], [9, 9]]}';
    const text = `videos:\n  a: {zones: &all ${shapes}}\n  b: {zones: *all}\n  c: {zones: *all}\n  d: {zones: {grass: *lawn}}\n`;
    const points = [
      [1, 2],
      [3, 4],
      [5, 0],
    ];
    const changes: Readonly<Record<string, [object, readonly string[]]>> = {
      'a video': [{ a: null }, []],
      'all zones': [{ a: { zones: null } }, []],
      'a zone': [{ a: { zones: { lawn: null } } }, ['drive']],
      'the corners of a zone': [{ a: { zones: { lawn: { points } } } }, ['lawn', 'drive']],
      'what was shared, and one who shares it': [{ a: null, b: null }, []],
    };
    for (const [what, [patch, left]] of Object.entries(changes)) {
      const changed = patched(text, patch);
      const { a, b, c, d } = parseZonesFile(changed).videos;
      assert.deepEqual(Object.keys(a?.zones ?? {}), left, `${what}: ${changed}`);
      for (const other of 'b' in patch ? [c] : [b, c]) {
        assert.deepEqual(Object.keys(other!.zones), ['lawn', 'drive'], `${what}: ${changed}`);
        assert.equal(other!.zones.lawn!.points[1]![0].value, 9, `${what}: ${changed}`);
      }
      assert.equal(d!.zones.grass!.points[1]![0].value, 9, `${what}: ${changed}`);
    }
  });

  it('begins a file where there is none', () => {
    const line = { from: ['10%', '50%'], to: ['90%', '50%'] };
    for (const text of ['', '\n', 'videos: {}', 'videos:']) {
      const { videos } = parseZonesFile(patched(text, { v1: { lines: { door: line } } }));
      assert.equal(videos.v1!.lines.door!.to[0].value, 90, JSON.stringify(text));
    }
  });
});
