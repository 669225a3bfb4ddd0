import assert from 'node:assert/strict';
import { VIEWS } from '../../../../results/query/sql-views/views.ts';
import { sqlRows, withWalk } from '../../fixtures/sql.ts';

describe('SQL over the store', () => {
  it('answers with names, media time, wall clock, boxes and sizes of frames', () =>
    withWalk(async ({ sql }) => {
      assert.deepEqual(await sqlRows(sql, "SELECT * FROM detections WHERE run_id = 'open'"), [
        {
          ...{ run_id: 'open', video_id: 'v2', frame_index: 1, pts_seconds: 0.04 },
          ...{ captured_at: '2026-03-02T21:59:00.040Z', class_id: 0, label: 'person', confidence: 0.7 },
          ...{ x1: 10, y1: 20, x2: 30, y2: 60, frame_width: 400, frame_height: 200, carried_from: null },
        },
      ]);
      assert.deepEqual(await sqlRows(sql, "SELECT frame_index, detections, width FROM frames WHERE run_id = 'open'"), [
        { frame_index: 0, detections: 0, width: 800 },
        { frame_index: 1, detections: 1, width: 400 },
      ]);
    }));

  it('has every column that every view is said to have, and no other', () =>
    withWalk(async ({ sql }) => {
      for (const { name, columns } of VIEWS) {
        const described = await sqlRows(sql, `DESCRIBE ${name}`);
        assert.deepEqual(
          described.map(({ column_name: column }) => column),
          columns.map((column) => column.name),
          name,
        );
      }
    }));

  it('gives the same columns whichever of them are named, by whole rows and joins too', () =>
    withWalk(async ({ sql }) => {
      const where = "WHERE run_id = 'r1' AND frame_index < 3 ORDER BY frame_index, label";
      const named = await sqlRows(sql, `SELECT captured_at, label, frame_width FROM detections ${where}`);
      assert.equal(named.length, 6);
      for (const select of [
        'd.captured_at, d.label, d.frame_width FROM (SELECT * FROM detections) d',
        "COLUMNS(c -> c IN ('captured_at', 'label', 'frame_width')) FROM detections d",
        'd.captured_at, d.label, d.frame_width FROM (SELECT d, d.* FROM detections d) d',
        "struct_extract(d, 'captured_at') AS captured_at, struct_extract(d, 'label') AS label, struct_extract(d, 'frame_width') AS frame_width FROM detections d",
        'captured_at, label, frame_width FROM detections d JOIN (SELECT run_id, frame_index, width AS frame_width FROM frames) f USING (run_id, frame_index, frame_width)',
        'captured_at, label, frame_width FROM detections NATURAL JOIN (SELECT run_id, frame_index FROM frames)',
      ]) {
        assert.deepEqual(
          await sqlRows(sql, `SELECT ${select} ${where}`).catch((error: Error) => error.message),
          named,
          select,
        );
      }
    }));

  it('tells of objects once it is asked for them, of complete runs only', () =>
    withWalk(async ({ sql }) => {
      assert.deepEqual(
        await sqlRows(sql, 'SELECT run_id, label, direction, detections FROM tracks ORDER BY track_id'),
        [
          { run_id: 'r1', label: 'person', direction: 'right', detections: 60 },
          { run_id: 'r1', label: 'dog', direction: 'still', detections: 60 },
        ],
      );
      const boxes = await sqlRows(
        sql,
        'SELECT label, count(*) AS boxes FROM track_boxes GROUP BY label ORDER BY label',
      );
      assert.deepEqual(boxes, [
        { label: 'dog', boxes: 60 },
        { label: 'person', boxes: 60 },
      ]);
    }));

  it('gives values as JSON has them', () =>
    withWalk(async ({ sql }) => {
      const [row] = await sqlRows(
        sql,
        `SELECT count(*) AS whole, sum(frame_index) AS sum, 2::HUGEINT ** 0 AS power, 9007199254740993 AS large, 0.1::FLOAT AS seven,
           1.50::DECIMAL(5, 2) AS price, 'nan'::DOUBLE AS nan, TIMESTAMP '2026-01-02 03:04:05.25' AS at, DATE '2026-01-02' AS day,
           INTERVAL 90 SECOND AS span, [1, 2] AS list, {a: 1} AS struct, NULL AS nothing, true AS yes
           , TIMESTAMP '2026-01-02 03:04:05'::TIMESTAMPTZ AS zoned FROM frames WHERE run_id = 'r1'`,
      );
      assert.deepEqual(row, {
        ...{ whole: 60, sum: 1770, power: 1, large: '9007199254740993', seven: 0.1, price: 1.5, nan: 'NaN' },
        ...{ at: '2026-01-02T03:04:05.250Z', day: '2026-01-02', span: '00:01:30' },
        ...{ list: [1, 2], struct: { a: 1 }, nothing: null, yes: true, zoned: '2026-01-02T03:04:05.000Z' },
      });
    }));

  it('ends what takes longer than it may', () =>
    withWalk(
      async ({ sql }) => {
        const endless = 'SELECT count(*) FROM range(100000) a(i), range(10000000) b(j) WHERE (a.i * b.j) % 7 = 3';
        await assert.rejects(sqlRows(sql, endless), { code: 'QUERY_TOO_LARGE', message: /within 0\.3 s, got none/ });
        assert.deepEqual(await sqlRows(sql, 'SELECT 1 AS one'), [{ one: 1 }]);
      },
      { questionMs: 300 },
    ));

  it('ends what takes more memory and disk than it may', () =>
    withWalk(
      async ({ sql }) => {
        const sorted = 'SELECT i, random() AS r, sha256(i::VARCHAR) AS text FROM range(1500000) t(i) ORDER BY r';
        await assert.rejects(sqlRows(sql, sorted), { code: 'QUERY_TOO_LARGE', message: /less memory and disk/ });
        assert.deepEqual(await sqlRows(sql, 'SELECT 1 AS one'), [{ one: 1 }]);
      },
      { memoryMb: 64, spillMb: 10 },
    ));

  it('ends with a row that is too long for any reader', () =>
    withWalk(async ({ sql }) => {
      const long = "SELECT string_agg(i::VARCHAR, '') AS text FROM range(400000) t(i)";
      await assert.rejects(sqlRows(sql, long), {
        code: 'QUERY_TOO_LARGE',
        message: /rows of less than 1048576 letters/,
      });
    }));

  it('reads a few rows of very many and leaves the rest', () =>
    withWalk(async ({ sql }) => {
      const rows = await sql.rows('SELECT i FROM range(1000000000000) t(i)');
      assert.equal((await rows.next()).value.length > 0, true);
      await rows.return?.();
    }));
});
