import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Lake } from '../../../results/lake/lake.ts';
import { LAKE_TABLES } from '../../../results/lake/lake-tables.ts';
import { SqlLakeSource } from '../../../results/lake/sql-lake-source.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { duckdb } from '../fixtures/duckdb.ts';
import {
  filesBelow,
  fillLake,
  lakeDetections,
  storeAllKinds,
  storeDetections,
  storeRun,
  tableOf,
} from '../fixtures/lakes.ts';

const COMPLETE = ['night', 'undated', 'camera', 'torn'];

describe('A lake', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'lake');
  let store: DuckDbStore;

  beforeEach(async () => {
    store = await DuckDbStore.open(join(folder(), 'store', 'detections.duckdb'));
  });

  afterEach(() => store.close());

  const fill = async (lake = new Lake(path())) => fillLake(lake, await store.lakeSource());
  const parquetFiles = () => [...filesBelow(path()).keys()].filter((name) => name.endsWith('.parquet'));
  const runFiles = (runId: string) => parquetFiles().filter((name) => name.includes(`/${runId}-`));

  it('holds the detections that query gives, whichever road they took', async () => {
    await storeAllKinds(store);
    const expected = await storeDetections(store, COMPLETE);
    assert.ok(expected.length > 100);
    const odd = join(folder(), "it's a [lake]*");
    for (const [where, source] of [
      [path(), await store.lakeSource()],
      [odd, new SqlLakeSource(store.sql)],
    ] as const) {
      const written = await fillLake(new Lake(where), source);
      assert.deepEqual([...written].sort(), [...COMPLETE].sort());
    }
    assert.deepEqual(await lakeDetections(path()), expected);
    mkdirSync(join(folder(), 'plain'));
    for (const name of [...filesBelow(odd).keys()].filter((file) => file.endsWith('.parquet'))) {
      mkdirSync(dirname(join(folder(), 'plain', name)), { recursive: true });
      copyFileSync(join(odd, name), join(folder(), 'plain', name));
    }
    for (const { name, columns } of LAKE_TABLES) {
      const digits = columns
        .filter(({ type }) => type === 'FLOAT')
        .map(({ name: one }) => `round(${one}, 5) AS ${one}`);
      const list = digits.length === 0 ? '*' : `* REPLACE (${digits.join(', ')})`;
      const sorted = (lake: string) => duckdb(`SELECT ${list} FROM ${tableOf(lake, name)} ORDER BY ALL`);
      assert.deepEqual(await sorted(join(folder(), 'plain')), await sorted(path()), name);
    }
  });

  it('lays rows under the day in UTC on which their frame was taken, and what nobody dates under none', async () => {
    await storeAllKinds(store);
    await fill();
    assert.deepEqual(
      parquetFiles().map((name) => name.replace(/-[0-9a-f]{12}\.parquet$/, '')),
      [
        'camera_gaps/day=2026-03-04/video_id=v3/camera',
        ...['camera', 'night', 'torn', 'undated'].map((run) => placeOf('chunks', run)),
        'detections/day=2026-03-02/video_id=v1/night',
        'detections/day=2026-03-03/video_id=v1/night',
        'detections/day=2026-03-04/video_id=v3/camera',
        'detections/day=__HIVE_DEFAULT_PARTITION__/video_id=v%202%2F%C3%A9/undated',
        'frames/day=2026-03-02/video_id=v1/night',
        'frames/day=2026-03-02/video_id=v4/torn',
        'frames/day=2026-03-03/video_id=v1/night',
        'frames/day=2026-03-04/video_id=v3/camera',
        'frames/day=__HIVE_DEFAULT_PARTITION__/video_id=v%202%2F%C3%A9/undated',
        ...['camera', 'night', 'torn', 'undated'].map((run) => placeOf('runs', run)),
      ].sort(),
    );
    const days = await duckdb(
      `SELECT day::VARCHAR AS day, video_id, count(*)::INTEGER AS frames, min(frame_index) AS first,
         coalesce(bool_and(captured_at::DATE = day), bool_and(captured_at IS NULL)) AS is_right
       FROM ${tableOf(path(), 'frames')} GROUP BY ALL ORDER BY ALL`,
    );
    assert.deepEqual(days, [
      { day: '2026-03-02', video_id: 'v1', frames: 25, first: 0, is_right: true },
      { day: '2026-03-02', video_id: 'v4', frames: 4, first: 0, is_right: true },
      { day: '2026-03-03', video_id: 'v1', frames: 35, first: 25, is_right: true },
      { day: '2026-03-04', video_id: 'v3', frames: 8, first: 0, is_right: true },
      { day: null, video_id: 'v 2/é', frames: 60, first: 0, is_right: true },
    ]);
  });

  it('tells what was looked at, what was not, and of which runs', async () => {
    await storeAllKinds(store);
    await fill();
    const ask = (table: string, columns: string) =>
      duckdb(`SELECT ${columns} FROM ${tableOf(path(), table)} ORDER BY ALL`);
    const runs = await store.reader.runs({});
    assert.deepEqual(
      await ask(
        'runs',
        'run_id, uri, detections::INTEGER AS detections, stored_frames::INTEGER AS frames, failed_frames::INTEGER AS failed, recorded_at',
      ),
      runs
        .filter(({ state }) => state === 'complete')
        .map(({ runId, uri, detections, storedFrames, failedFrames, recordedAt }) => {
          const [frames, failed, recorded_at] = [storedFrames, failedFrames, recordedAt && new Date(recordedAt)];
          return { run_id: runId, uri, detections, frames, failed, recorded_at };
        })
        .sort((a, b) => (a.run_id < b.run_id ? -1 : 1)),
    );
    const [night] = await duckdb(
      `SELECT name, is_camera, width, height, fps, labels::VARCHAR AS labels, settings->>'chunkFrames' AS chunk, generation > 0 AS begun
       FROM ${tableOf(path(), 'runs')} WHERE run_id = 'night'`,
    );
    assert.deepEqual(night, {
      ...{ name: 'one.mp4', is_camera: false, width: 800, height: 400, fps: 25 },
      ...{ labels: '[person, car, dog]', chunk: '4', begun: true },
    });
    assert.deepEqual(
      await duckdb(
        `SELECT state, first_frame_index, frame_count, error FROM ${tableOf(path(), 'chunks')} WHERE run_id = 'torn' ORDER BY chunk_index`,
      ),
      [
        { state: 'stored', first_frame_index: 0, frame_count: 4, error: null },
        { state: 'failed', first_frame_index: 4, frame_count: 4, error: 'out of memory' },
      ],
    );
    assert.deepEqual(await ask('camera_gaps', 'run_id, from_seconds, to_seconds, reason'), [
      { run_id: 'camera', from_seconds: 0.5, to_seconds: 0.9, reason: 'silent' },
    ]);
    assert.deepEqual(
      await duckdb(
        `SELECT DISTINCT frame_width, frame_height FROM ${tableOf(path(), 'detections')} WHERE run_id = 'camera'`,
      ),
      [{ frame_width: 400, frame_height: 200 }],
    );
  });

  it('has files that say their version, typed and sorted', async () => {
    await storeAllKinds(store);
    await fill();
    const manifest = JSON.parse(readFileSync(join(path(), 'framefleet-lake.json'), 'utf8'));
    assert.deepEqual([manifest.format, manifest.schema, manifest.timeZone], ['framefleet-lake', 2, 'UTC']);
    for (const { name } of LAKE_TABLES) {
      const columns = await duckdb(`DESCRIBE SELECT * FROM ${tableOf(path(), name)}`);
      const types = Object.fromEntries(columns.map(({ column_name, column_type }) => [column_name, column_type]));
      assert.deepEqual(types, { ...manifest.tables[name], ...manifest.partitions }, name);
    }
    const [file] = runFiles('night').filter((name) => name.startsWith('detections/day=2026-03-02'));
    const from = `'${join(path(), file!)}'`;
    const facts = await duckdb(`SELECT key::VARCHAR AS key, value::VARCHAR AS value FROM parquet_kv_metadata(${from})`);
    const values = Object.fromEntries(facts.map(({ key, value }) => [key, value]));
    assert.deepEqual([values.framefleet_lake_schema, values.framefleet_run], ['2', 'night']);
    const indexes = (await duckdb(`SELECT frame_index FROM ${from}`)).map(({ frame_index }) => frame_index as number);
    assert.deepEqual(
      indexes,
      [...indexes].sort((a, b) => a - b),
    );
  });

  it('keeps what is there, and takes what is new', async () => {
    await storeAllKinds(store);
    await fill();
    const before = filesBelow(path());
    assert.deepEqual(await fill(), []);
    assert.deepEqual(filesBelow(path()), before);
    await storeRun(store, { runId: 'later', video: { videoId: 'v5' } });
    assert.deepEqual(await fill(), ['later']);
    const after = filesBelow(path());
    for (const [name, facts] of before) assert.equal(after.get(name), facts, name);
    assert.ok(runFiles('later').length > 0);
  });

  it('replaces a run that was begun anew once it is complete again, and one whose day is known at last', async () => {
    await storeAllKinds(store);
    const lake = new Lake(path());
    await fill(lake);
    const before = runFiles('undated');
    const recorded = { recordedAt: '2026-05-01T08:00:00.000Z', recordedAtSource: 'flag' } as const;
    const again = { runId: 'undated', video: { videoId: 'v 2/é', uri: '/videos/two.mp4', ...recorded }, force: true };
    const frames = [0, 1, 2, 3].map((frameIndex) => ({
      ...{ frameIndex, ptsSeconds: frameIndex, capturedAt: null, width: 800, height: 400 },
      detections: [{ box: [1, 2, 3, 4] as const, confidence: 0.5, classId: 2, label: 'dog' }],
    }));
    await store.ledger.open((await import('../fixtures/samples.ts')).sampleRun(again));
    assert.deepEqual(await fill(lake), []);
    assert.deepEqual(runFiles('undated'), before, 'what it was stays until it is complete');
    await storeRun(store, again, frames);
    assert.deepEqual(await fill(lake), ['undated']);
    assert.deepEqual(await lakeDetections(path()), await storeDetections(store, COMPLETE));
    assert.ok(runFiles('undated').every((name) => name.includes('/day=2026-05-01/')));
    assert.ok(!existsSync(join(path(), 'detections', 'day=__HIVE_DEFAULT_PARTITION__')), 'nor an empty folder');
  });

  it('removes what a writer that died has left half done, and nothing of others', async () => {
    await storeAllKinds(store);
    await fill();
    const whole = filesBelow(path());
    const [detections] = runFiles('night').filter((name) => name.startsWith('detections/'));
    const half = (name: string) => join(path(), dirname(detections!), name);
    copyFileSync(join(path(), detections!), half('ghost-0123456789ab.parquet'));
    copyFileSync(join(path(), detections!), half('night-0123456789ab.parquet'));
    mkdirSync(join(path(), 'frames', 'day=2030-01-01', 'video_id=v9'), { recursive: true });
    writeFileSync(join(path(), 'frames', 'day=2030-01-01', 'video_id=v9', 'ghost-0123456789ab.parquet'), 'cut');
    writeFileSync(join(path(), '_staging', 'detections-0.parquet'), 'PAR1');
    writeFileSync(join(path(), '_staging', 'lock'), ''); // it died as it made it
    writeFileSync(join(path(), 'notes.txt'), 'mine');
    await fill();
    const left = [...filesBelow(path()).keys()];
    assert.deepEqual(left, [...whole.keys(), 'notes.txt'].sort());
    assert.ok(!existsSync(join(path(), 'frames', 'day=2030-01-01')));
    assert.deepEqual(await lakeDetections(path()), await storeDetections(store, COMPLETE));
  });

  it('is as readable as its folder, whatever the mask of the process', async () => {
    await storeAllKinds(store);
    mkdirSync(path());
    chmodSync(path(), 0o755);
    const mask = process.umask(0o077);
    try {
      await fill();
    } finally {
      process.umask(mask);
    }
    for (const name of parquetFiles()) {
      assert.equal(statSync(join(path(), name)).mode & 0o777, 0o644, name);
      for (let parent = dirname(name); parent !== '.'; parent = dirname(parent)) {
        assert.equal(statSync(join(path(), parent)).mode & 0o777, 0o755, parent);
      }
    }
  });

  it('is refused where something else is', async () => {
    await storeAllKinds(store);
    mkdirSync(path());
    writeFileSync(join(path(), 'holiday.jpg'), 'x');
    await assert.rejects(fill(), {
      code: 'CONFIG_INVALID',
      message: /or a new or empty folder, got one that holds other files/,
    });
    await assert.rejects(fill(new Lake(join(path(), 'holiday.jpg'))), {
      code: 'CONFIG_INVALID',
      message: /got a file/,
    });
    await assert.rejects(fill(new Lake(join(folder(), 'no', 'lake'))), {
      code: 'CONFIG_INVALID',
      message: /no such folder/,
    });
    const newer = join(folder(), 'newer');
    mkdirSync(newer);
    writeFileSync(join(newer, 'framefleet-lake.json'), '{"format":"framefleet-lake","schema":3,"more":1}');
    await assert.rejects(fill(new Lake(newer)), {
      code: 'CONFIG_INVALID',
      message: /got one of version 3, which a newer framefleet/,
    });
    writeFileSync(join(newer, 'framefleet-lake.json'), '{"form');
    await assert.rejects(fill(new Lake(newer)), { code: 'CONFIG_INVALID', message: /not understood/ });
  });

  it('is written by one process at a time', async () => {
    await storeAllKinds(store);
    await fill();
    const before = filesBelow(path());
    const script = `
      import { DuckDBInstance } from '@duckdb/node-api';
      await DuckDBInstance.create(process.argv[1]);
      process.stdout.write('held');
      setInterval(() => undefined, 1000);`;
    const args = ['--input-type=module', '-e', script, join(path(), '_staging', 'lock')];
    const other = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(other.stdout, 'data');
      await assert.rejects(fill(), {
        code: 'OUTPUT_UNWRITABLE',
        message: /to be the only one who writes .* \(PID \d+\) beside/,
      });
    } finally {
      other.kill('SIGKILL');
      await once(other, 'exit');
    }
    assert.deepEqual(await fill(), []);
    assert.deepEqual([...filesBelow(path()).keys()], [...before.keys()]);
  });

  it('leaves a run out that becomes another while it is read', async () => {
    await storeAllKinds(store);
    const source = await store.lakeSource();
    const lake = new Lake(path());
    let isBegunAnew = false;
    const written = await fillLake(lake, {
      rows: (statement) => source.rows(statement),
      close: async () => undefined,
      async gather(statement, scratch, gathering) {
        await source.gather(statement, scratch, gathering);
        if (isBegunAnew || !statement.sql.includes("'night'")) return;
        isBegunAnew = true;
        await storeRun(store, { runId: 'night', force: true });
      },
    });
    assert.deepEqual([...written].sort(), ['camera', 'torn', 'undated']);
    assert.deepEqual(runFiles('night'), []);
    assert.deepEqual(await fill(lake), ['night']);
    assert.deepEqual(await lakeDetections(path()), await storeDetections(store, COMPLETE));
  });
});

/** Where what a run has as a whole lies. */
function placeOf(table: string, run: string): string {
  const places: Record<string, string> = {
    camera: 'day=2026-03-04/video_id=v3',
    night: 'day=2026-03-02/video_id=v1',
    torn: 'day=2026-03-02/video_id=v4',
    undated: 'day=__HIVE_DEFAULT_PARTITION__/video_id=v%202%2F%C3%A9',
  };
  return `${table}/${places[run]}/${run}`;
}
