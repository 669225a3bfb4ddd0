import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { ColumnAppender } from '../../../results/store/column-appender.ts';
import { Database } from '../../../results/store/database.ts';
import { DetectionAppender } from '../../../results/store/detection-appender.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { rowsOf } from '../../../results/store/rows.ts';
import type { Detection, FrameDetections } from '../../../shared/detection.ts';
import { packed } from '../../../shared/packed-result.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { sampleDetection, sampleFrame, sampleResult } from '../fixtures/samples.ts';
import { Random } from '../query/brute-force/random.ts';

const COLUMNS = 'run_no, frame_index, pts_seconds, class_id, label_no, confidence, x1, y1, x2, y2';

interface Rows {
  readonly runNo: number;
  readonly frame: FrameDetections;
  readonly labelNos: readonly number[];
}

/** Numbers as they come, and those at the ends of what the columns hold. */
function randomDetection(random: Random): Detection {
  const edge = () => random.one([0, -0, 1e9, -1e9, 1e-40, random.number() * 2000 - 100]);
  const confidence = random.one([0, 1, 2 ** -150, random.number()]);
  return sampleDetection({
    box: [edge(), edge(), edge(), edge()],
    confidence,
    classId: random.one([0, 2 ** 31 - 1, random.whole(0, 80)]),
  });
}

function randomRows(random: Random, counts: readonly number[]): Rows[] {
  return counts.map((count, index) => ({
    runNo: random.whole(1, 2 ** 31 - 1),
    frame: sampleFrame(random.one([index, 2 ** 31 - 1]), {
      ptsSeconds: random.one([-0, -3.25, 1e300, random.number() * 1e5]),
      detections: Array.from({ length: count }, () => randomDetection(random)),
    }),
    labelNos: Array.from({ length: count }, () => random.whole(1, 2 ** 31 - 1)),
  }));
}

/** As the appender for any table adds them. */
async function appendPlainly(connection: DuckDBConnection, rows: readonly Rows[]): Promise<void> {
  const appender = await ColumnAppender.create(connection, 'detections');
  for (const { runNo, frame, labelNos } of rows) {
    frame.detections.forEach(({ box, classId, confidence }, index) => {
      const { frameIndex, ptsSeconds } = frame;
      appender.add([runNo, frameIndex, ptsSeconds, classId, labelNos[index]!, confidence, ...box]);
    });
  }
  appender.close();
}

function add(appender: DetectionAppender, { runNo, frame, labelNos }: Rows): void {
  const { frames, numbers } = packed(sampleResult(0, { frames: [frame] }));
  appender.addFrame(runNo, frames[0]!, numbers, labelNos);
}

async function append(connection: DuckDBConnection, rows: readonly Rows[]): Promise<void> {
  const appender = await DetectionAppender.create(connection);
  try {
    for (const row of rows) add(appender, row);
    appender.close();
  } catch (error) {
    appender.abandon();
    throw error;
  }
}

describe('The appender of detections', () => {
  const folder = temporaryFolder();

  async function withTable(body: (database: Database) => Promise<void>): Promise<void> {
    const path = join(folder(), 'detections.duckdb');
    await (await DuckDbStore.open(path)).close();
    const database = await Database.open({ path, readOnly: false, memoryMb: 200 });
    try {
      await body(database);
    } finally {
      await database.close();
    }
  }

  async function stored(database: Database): Promise<unknown[][]> {
    const sql = `SELECT ${COLUMNS} FROM detections ORDER BY rowid`;
    const rows = await database.read((connection) => rowsOf<Record<string, unknown>>(connection, { sql, values: {} }));
    return rows.map((row) => Object.values(row));
  }

  for (const [what, counts] of [
    ['none', []],
    ['frames without any', [0, 0]],
    ['one', [1]],
    ['one less than a vector holds', [2047]],
    ['as many as a vector holds', [1024, 0, 1024]],
    ['one more', [2000, 49]],
    ['frames that lie in several vectors', [3000, 1, 5000, 0, 2047, 7]],
    ['many frames', Array.from({ length: 3000 }, (_, index) => index % 5)],
  ] as const) {
    it(`adds what the appender for any table adds, in its order: ${what}`, () =>
      withTable(async (database) => {
        const rows = randomRows(new Random(counts.length + 1), counts);
        await database.write((connection) => appendPlainly(connection, rows));
        const expected = await stored(database);
        assert.equal(
          expected.length,
          counts.reduce((sum: number, count) => sum + count, 0),
        );
        await database.write((connection) => connection.run('DELETE FROM detections'));
        await database.write((connection) => append(connection, rows));
        assert.deepEqual(await stored(database), expected);
      }));
  }

  it('adds nothing when it is abandoned, also where DuckDB has some of it already', () =>
    withTable(async (database) => {
      const failure = new Error('changed my mind');
      const work = database.write(async (connection) => {
        const appender = await DetectionAppender.create(connection);
        for (const row of randomRows(new Random(1), [3000, 10])) add(appender, row);
        appender.abandon();
        throw failure;
      });
      await assert.rejects(work, { cause: failure });
      await database.write((connection) => append(connection, randomRows(new Random(2), [3])));
      assert.equal((await stored(database)).length, 3);
    }));

  for (const [what, detection, labelNos] of [
    ['a class that no column holds', { classId: 2 ** 31 }, [1]],
    ['half a class', { classId: 0.5 }, [1]],
    ['no label', {}, []],
  ] as const) {
    it(`refuses ${what}`, () =>
      withTable(async (database) => {
        const frame = sampleFrame(0, { detections: [sampleDetection(detection)] });
        const work = database.write((connection) => append(connection, [{ runNo: 1, frame, labelNos }]));
        await assert.rejects(work, { code: 'STORE_UNWRITABLE' });
        assert.deepEqual(await stored(database), []);
      }));
  }

  it('refuses a table whose columns are of other types', () =>
    withTable(async (database) => {
      await database.write((connection) => connection.run('ALTER TABLE detections ALTER confidence TYPE DOUBLE'));
      const work = database.write((connection) => append(connection, randomRows(new Random(1), [1])));
      await assert.rejects(work, {
        code: 'STORE_UNWRITABLE',
        message: /of the types .*, FLOAT, FLOAT.*, got INTEGER, INTEGER, DOUBLE, INTEGER, INTEGER, DOUBLE, FLOAT/,
      });
    }));
});
