import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { VIEWS } from '../../results/query/sql-views/views.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { serving } from '../fixtures/serving.ts';
import { inFreshFolder } from '../results/fixtures/samples.ts';

const COUNTS = 'SELECT label, count(*) AS detections FROM detections GROUP BY label ORDER BY label';

/** A home with the small store that the pages ask. */
function withHome(body: (home: string) => Promise<void>): Promise<void> {
  return inFreshFolder(async (home) => {
    placeOldStore('v2', homePaths(home).storeFile);
    await body(home);
  });
}

describe('framefleet sql', () => {
  it('takes a SELECT as an argument, from a file and from standard input', () =>
    withHome(async (home) => {
      const { stdout, code } = await framefleet(['sql', COUNTS], home);
      assert.equal(code, 0);
      assert.deepEqual(JSON.parse(stdout.split('\n')[0]!).label, 'car');
      const file = join(home, 'counts.sql');
      await writeFile(file, `-- how many\n${COUNTS};\n`);
      assert.equal((await framefleet(['sql', `@${file}`], home)).stdout, stdout);
      const { child, ended } = start(['sql', '-'], home, {}, 'pipe');
      child.stdin!.end(COUNTS);
      assert.equal((await ended).stdout, stdout);
    }));

  it('answers alike whether a service runs or not, faults too', () =>
    withHome(async (home) => {
      const ask = async () => {
        const answers = [];
        for (const args of [
          [COUNTS, '--format', 'csv'],
          ['SELECT * FROM detections ORDER BY run_id, frame_index, confidence DESC, x1 LIMIT 5'],
          ['SELECT * FROM videos ORDER BY video_id', '--format', 'table'],
          ['SELECT run_id, count(*) AS tracks FROM tracks GROUP BY run_id'],
          ['SELECT * FROM detections LIMIT 5000', '--limit', '2'],
          ['SELECT 9007199254740993 AS large, 0.1::FLOAT AS small, captured_at FROM frames LIMIT 1'],
          ['DROP TABLE runs'],
        ])
          answers.push(await framefleet(['sql', ...args], home));
        return answers;
      };
      const fromFile = await ask();
      assert.deepEqual(
        fromFile.map(({ code }) => code),
        [0, 0, 0, 0, 0, 0, 2],
      );
      assert.match(fromFile[4]!.stderr, /^The first 2 rows; `--limit` shows more\.\n$/);
      await serving(home, async () => assert.deepEqual(await ask(), fromFile));
    }));

  it('has the rows that query and count have', () =>
    withHome(async (home) => {
      const query = await framefleet(['query', '--label', 'dog', '--min-confidence', '0.5'], home);
      const sql = await framefleet(
        [
          'sql',
          `SELECT run_id AS "runId", video_id AS "videoId", frame_index AS "frameIndex", pts_seconds AS "ptsSeconds", class_id AS "classId",
             label, confidence, x1, y1, x2, y2, captured_at AS "capturedAt"
           FROM detections JOIN runs USING (run_id, video_id) WHERE label = 'dog' AND confidence >= 0.5::FLOAT
           ORDER BY created_at, run_id, frame_index, confidence DESC, class_id, x1, y1, x2, y2`,
        ],
        home,
      );
      assert.deepEqual(sql.stdout.split('\n').sort(), query.stdout.split('\n').sort());
      assert.ok(sql.stdout.split('\n').length > 100);
      const count = await framefleet(['count', '--by', 'label', '--format', 'csv'], home);
      const counted = await framefleet(
        [
          'sql',
          `SELECT label, sum(detections) AS detections, sum(frames) AS frames FROM label_seconds GROUP BY label ORDER BY 2 DESC`,
          '--format',
          'csv',
        ],
        home,
      );
      const columns = (text: string) => text.split('\n').map((line) => line.split(',').slice(0, 3).join(','));
      assert.deepEqual(columns(counted.stdout), columns(count.stdout));
    }));

  it('lists the views and their columns where no SELECT is given', () =>
    inFreshFolder(async (home) => {
      const { stdout, code } = await framefleet(['sql', '--json'], home);
      const rows = JSON.parse(stdout) as { view: string; column: string; meaning: string }[];
      assert.equal(code, 0);
      assert.deepEqual(
        [...new Set(rows.map(({ view }) => view))],
        VIEWS.map(({ name }) => name),
      );
      assert.ok(rows.every(({ meaning }) => meaning.length > 2));
    }));

  for (const [args, expected, complaint] of [
    [['SELECT 1'], 5, 'got nothing'],
    [['@/nowhere.sql'], 3, 'Expected `@/nowhere.sql` to be a file with SQL'],
    [[' '], 2, 'Expected a SELECT, got nothing'],
    [['SELECT 1', '--limit', '0'], 2, '`--limit` to be an integer of at least 1'],
    [['SELECT 1', '--results-url', 'http://127.0.0.1:1'], 5, 'a results service at `http://127.0.0.1:1`'],
  ] as const) {
    it(`refuses ${args.join(' ')}: ${complaint}`, () =>
      inFreshFolder(async (home) => {
        const { code, stdout, stderr } = await framefleet(['sql', ...args], home);
        assert.ok(stderr.includes(complaint), stderr);
        assert.deepEqual([code, stdout], [expected, '']);
      }));
  }
});
