import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { framefleet } from '../fixtures/cli.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { storeWalk, WALK_ZONES } from '../results/fixtures/walk.ts';

/** A truth of somebody who goes to the right for 50 frames, and detections of it, some of them missing. */
function motFiles(): { truth: string; detections: string } {
  const rows = Array.from({ length: 50 }, (_, index) => [index + 1, 100 + 3 * index] as const);
  const seen = rows.filter((_, index) => index < 20 || index >= 28);
  return {
    truth: rows.map(([frame, x]) => `${frame},1,${x},50,40,80,1,-1,-1,-1\n`).join(''),
    detections: seen.map(([frame, x]) => `${frame},-1,${x},50,40,80,0.9,-1,-1,-1\n`).join(''),
  };
}

describe('The commands that ask for objects', () => {
  const home = suiteFolder();
  const zones = () => join(home, 'zones.yaml');

  before(async () => {
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    await storeWalk(store);
    await store.close();
    await writeFile(zones(), WALK_ZONES);
  });

  /** What a command prints as JSON. */
  const ask = async (...args: string[]) => {
    const { code, stdout, stderr } = await framefleet([...args, '--json'], home);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout);
  };

  it('list objects, stays and crossings, with the zones of the home folder', async () => {
    const tracks: { label: string; metersPerSecond: number }[] = await ask('tracks', 'r1', '--min-seconds', '1');
    assert.deepEqual(
      tracks.map(({ label }) => label),
      ['person', 'dog'],
    );
    assert.ok(tracks[0]!.metersPerSecond > 20);
    const visits: { zone: string }[] = await ask('visits', '--from-zone', 'left', '--to-zone', 'right');
    assert.deepEqual(
      visits.map(({ zone }) => zone),
      ['right'],
    );
    const crossings: { direction: string }[] = await ask('crossings', '--line', 'middle', '--min-speed', '100');
    assert.deepEqual(
      crossings.map(({ direction }) => direction),
      ['in'],
    );
    const boxes: object[] = await ask('tracks', '--boxes', '--label', 'person');
    assert.equal(boxes.length, 60);
  });

  it('share their zones with those that ask for detections, and count objects there', async () => {
    const { rows } = await ask('count', '--by', 'zone', '--zone', 'left,right', '--tracks');
    assert.deepEqual(
      rows.map(({ zone, detections, tracks }: Record<string, unknown>) => [zone, detections, tracks]),
      [
        ['right', 92, 2],
        ['left', 31, 1],
      ],
    );
    const query: { rows: object[] } = await ask('query', '--zone', 'left', '--zones', zones());
    assert.equal(query.rows.length, 31);
    const segments: { rows: { from: number }[] } = await ask('segments', '--zone', 'right', '--label', 'person');
    assert.equal(segments.rows[0]!.from, 7 / 25);
    const { code, stderr } = await framefleet(['query', '--zone', 'porch'], home);
    assert.equal(code, 2);
    assert.match(stderr, /Expected `zone` to be a zone of the videos asked about \(left, right\) or x1,y1/);
  });

  it('print a table that fits a line', async () => {
    const { stdout, stderr } = await framefleet(['tracks', '--format', 'table'], home, { COLUMNS: '110' });
    assert.match(stdout, /^video +track +label +first +last +seconds +direction +m\/s +px\/s .*run/);
    assert.match(stdout, /one\.mp4 +1 +person +00:00:00\.000 +00:00:02\.360 +2\.36 +right +2\d\.\d\d .*r1/);
    assert.ok(stdout.split('\n').every((line) => line.length <= 110));
    assert.match(stderr, /^No room for .*first frame.*; --wide prints everything\.\n$/);
  });

  it('join and score the detections of a MOTChallenge file, and take tracks as they are', async () => {
    const { truth, detections } = motFiles();
    const [gt, det] = [join(home, 'gt.txt'), join(home, 'det.txt')];
    await writeFile(gt, truth);
    await writeFile(det, detections);
    const whole = { mota: 1, idf1: 1, recall: 1, precision: 1, switches: 0, falsePositives: 0, misses: 0, tracks: 1 };
    assert.deepEqual(await ask('tracks', '--mot', det, '--truth', gt), {
      ...whole,
      ...{ idPrecision: 1, idRecall: 1, objects: 1 },
    });
    const { stdout } = await framefleet(['tracks', '--mot', det], home);
    assert.equal(stdout.trim().split('\n').length, 50);
    assert.match(stdout, /^1,1,100,50,40,80,0\.9,-1,-1,-1\n/);
    const own = await framefleet(['tracks', '--mot', gt], home);
    assert.equal(own.stdout, truth);
    const slow = await ask('tracks', '--mot', det, '--truth', gt, '--fps', '2');
    assert.ok(slow.misses > 0, 'a gap of 4 s is not closed');
  });

  for (const [args, code, complaint] of [
    [['tracks', '--mot', 'nowhere.txt'], 3, 'Expected a MOTChallenge file, got `nowhere.txt`'],
    [['tracks', 'r1', '--mot', 'x'], 2, '`r1`'],
    [['tracks', '--fps', '5'], 2, '`--fps` with `--mot` only'],
    [['tracks', '--direction', 'north'], 2, '`--direction` to be right, down-right'],
    [['visits', '--settle', 'x'], 2, '`--settle` to be seconds'],
    [['visits', '--zone', 'lift'], 2, '(left, right) or x1,y1,x2,y2'],
    [['crossings', '--zones', 'nowhere.yaml'], 2, 'Expected zones in `nowhere.yaml`'],
  ] as const) {
    it(`refuse ${args.join(' ')}: ${complaint}`, async () => {
      const ended = await framefleet(args, home);
      assert.equal(ended.code, code, ended.stderr);
      assert.ok(ended.stderr.includes(complaint), ended.stderr);
    });
  }

  it('name file, line and key of what is wrong in a zones file', async () => {
    const wrong = join(home, 'wrong.yaml');
    await writeFile(wrong, WALK_ZONES.replace('metersPerPixel: 0.1', 'metersPerPixel: far'));
    const { code, stderr } = await framefleet(['visits', '--zones', wrong], home);
    assert.equal(code, 2);
    assert.ok(
      stderr.includes(`${wrong}, line 4, \`videos.one.mp4.metersPerPixel\`: expected a number above 0`),
      stderr,
    );
  });
});
