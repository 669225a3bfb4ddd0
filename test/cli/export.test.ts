import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportDetections } from '../../app/export/export-detections.ts';
import { homePaths } from '../../app/home.ts';
import { openResultsReader } from '../../app/open-results-reader.ts';
import { FORMAT_NAMES } from '../../results/export/formats.ts';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { appParts } from '../results/fixtures/app-parts.ts';
import { duckdb } from '../results/fixtures/duckdb.ts';
import { sampleDetection, sampleFrame, sampleResult, sampleRun, storeResults } from '../results/fixtures/samples.ts';
import { storeWalk } from '../results/fixtures/walk.ts';

/** Every file below a folder, or the one file, with its text. */
function textsBelow(path: string): Record<string, string> {
  if (!statSync(path).isDirectory()) return { '': readFileSync(path, 'latin1') };
  const files = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    files
      .filter((file) => !statSync(join(path, file)).isDirectory())
      .map((file) => [file, readFileSync(join(path, file), 'latin1')]),
  );
}

describe('export', () => {
  const home = suiteFolder();
  const out = (name: string) => join(home, 'out', name);

  before(async () => {
    mkdirSync(join(home, 'out'));
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    await storeWalk(store);
    const recorded = { recordedAt: '2026-03-02T21:59:00.000Z', recordedAtSource: 'flag' } as const;
    const labels = ['person', 'odd, "label"'];
    await store.ledger.open(
      sampleRun({
        runId: 'r2',
        video: { videoId: 'v2', uri: '/videos/two.mp4', ...recorded },
        model: { modelSha256: 'c'.repeat(64), labels },
      }),
    );
    const odd = sampleDetection({ classId: 1, label: labels[1]!, confidence: 0.123_456_79 });
    const frames = [
      sampleFrame(0, { ptsSeconds: 0.02, detections: [odd, sampleDetection()] }),
      sampleFrame(2, { detections: [] }),
    ];
    await storeResults(store, [sampleResult(0, { runId: 'r2', frameCount: 2, frames })]);
    await store.close();
  });

  /** Exports, and gives what was written. */
  const exported = async (format: string, name: string, ...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(['export', '--format', format, '-o', out(name), ...args], home);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '');
    return textsBelow(out(name));
  };

  /** The same without a command. */
  const exportedFrom = async (reader: ResultsReader, format: string, name: string) => {
    const none = { filter: {}, isFoundOnly: false, tracks: null, proxy: null, signal: new AbortController().signal };
    await exportDetections(reader, { ...none, format, output: out(name) }, { onProgress: () => undefined });
    return textsBelow(out(name));
  };

  it('writes the same whether a service is asked or the file, in every format', async () => {
    const byCommand = new Map<string, Record<string, string>>();
    for (const format of ['csv', 'coco']) byCommand.set(format, await exported(format, `command-${format}`));
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    const app = build(appParts(store));
    try {
      const url = await app.listen({ host: '127.0.0.1', port: 0 });
      const service = await openResultsReader(homePaths(home), url, { token: null, readToken: null });
      for (const format of FORMAT_NAMES) {
        const own = await exportedFrom(store.reader, format, `file-${format}`);
        const answered = await exportedFrom(service, format, `http-${format}`);
        assert.deepEqual(Object.keys(answered), Object.keys(own), format);
        if (format === 'parquet') {
          const rows = (path: string) => duckdb(`SELECT * FROM read_parquet('${path}')`);
          assert.deepEqual(await rows(out('http-parquet')), await rows(out('file-parquet')));
        } else assert.deepEqual(answered, own, format);
      }
      await service.close();
      for (const [format, own] of byCommand) {
        assert.deepEqual(await exported(format, `url-${format}`, '--results-url', url), own, format);
        assert.deepEqual(textsBelow(out(`file-${format}`)), own, format);
      }
    } finally {
      await app.close();
      await store.close();
    }
    assert.deepEqual(
      readdirSync(join(home, 'out')).filter((name) => name.startsWith('.')),
      [],
    );
  });

  it('writes rows as query prints them', async () => {
    for (const format of ['csv', 'ndjson']) {
      for (const filters of [
        [],
        ['--label', 'dog', '--limit', '7', '--order', 'confidence'],
        ['--run', 'r2', '--min-confidence', '0.9'],
      ]) {
        const { '': text } = await exported(format, `rows.${format}`, ...filters);
        const { stdout } = await framefleet(['query', '--format', format, ...filters], home);
        const isEmptyCsv = stdout === '' && format === 'csv';
        const heading = 'runId,videoId,frameIndex,ptsSeconds,classId,label,confidence,x1,y1,x2,y2,capturedAt\n';
        assert.equal(text, isEmptyCsv ? heading : stdout, filters.join(' '));
      }
    }
  });

  it('writes Parquet that DuckDB reads, typed, in order, with its version', async () => {
    await exported('parquet', 'all.parquet');
    const from = `'${out('all.parquet')}'`;
    const types = await duckdb(
      `SELECT string_agg(column_name || ' ' || column_type, ', ') AS types FROM (DESCRIBE SELECT * FROM ${from})`,
    );
    assert.deepEqual(types, [
      {
        types:
          'run_id VARCHAR, video_id VARCHAR, frame_index INTEGER, pts_seconds DOUBLE, class_id INTEGER, label VARCHAR, confidence FLOAT, x1 FLOAT, y1 FLOAT, x2 FLOAT, y2 FLOAT, captured_at TIMESTAMP',
      },
    ]);
    const { stdout } = await framefleet(['query', '--format', 'ndjson'], home);
    const printed = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const read = await duckdb(`SELECT * FROM ${from}`);
    assert.deepEqual(
      read.map(({ run_id, frame_index, pts_seconds, label, x1, captured_at }) => [
        run_id,
        frame_index,
        pts_seconds,
        label,
        x1,
        captured_at,
      ]),
      printed.map(({ runId, frameIndex, ptsSeconds, label, x1, capturedAt }) => [
        runId,
        frameIndex,
        ptsSeconds,
        label,
        x1,
        capturedAt && new Date(capturedAt),
      ]),
    );
    const [meta] = await duckdb(
      `SELECT key::VARCHAR AS key, value::VARCHAR AS value FROM parquet_kv_metadata(${from})`,
    );
    assert.deepEqual(meta, { key: 'framefleet_schema', value: '1' });
    const [facts] = await duckdb(`SELECT any_value(compression) AS compression FROM parquet_metadata(${from})`);
    assert.deepEqual(facts, { compression: 'ZSTD' });
  });

  it('takes the filters of query, and leaves frames in which they leave nothing unless told otherwise', async () => {
    const read = async (name: string, ...args: string[]) => JSON.parse((await exported('coco', name, ...args))['']!);
    const filters = [
      '--run',
      'r1',
      '--label',
      'person',
      '--from',
      '0.2',
      '--to',
      '0.4',
      '--zone',
      '0,0,50,100%',
      '--where',
      'person and not dog',
    ];
    const all = await read('filtered.json', ...filters);
    assert.deepEqual(
      all.images.map(({ frame_index }: { frame_index: number }) => frame_index),
      [5, 6, 7, 8, 9],
    );
    assert.equal(all.annotations.length, 5);
    const odd = await read('odd.json', '--label', '"odd, ""label"""', '--found-only');
    assert.deepEqual(
      odd.images.map(({ file_name }: { file_name: string }) => file_name),
      ['two/000000.jpg'],
    );
    assert.equal(odd.annotations[0].score, 0.1234568);
  });

  it('says which detections are of one object', async () => {
    const { '': text } = await exported('coco', 'tracked.json', '--run', 'r1', '--tracks');
    const { annotations } = JSON.parse(text!);
    const { stdout } = await framefleet(['tracks', 'r1', '--json'], home);
    const tracks: { trackId: number; detections: number; label: string }[] = JSON.parse(stdout);
    const ids: (number | undefined)[] = annotations.map(({ track_id }: { track_id?: number }) => track_id);
    for (const { trackId, detections } of tracks) {
      assert.equal(ids.filter((id) => id === trackId).length, detections, `of ${trackId}`);
    }
    assert.equal(ids.filter((id) => id === undefined).length, 2, 'what flickers is no object');
    const mot = await exported('mot', 'tracked-mot', '--run', 'r1', '--tracks');
    assert.equal(mot['one/gt/labels.txt'], 'person\ncar\ndog\n');
    const rows = mot['one/gt/gt.txt']!.trim().split('\n');
    assert.equal(rows.length, 120);
    assert.equal(rows[0], '1,1,80,100,40,100,1,1,1');
    assert.equal(rows[1], '1,2,600,300,100,80,1,3,1');
    const kitti = await exported('kitti', 'tracked-kitti', '--run', 'r1', '--tracks');
    assert.match(
      kitti['label_02/one.txt']!,
      /^0 1 person -1 -1 -10 80\.00 100\.00 120\.00 200\.00 -1 -1 -1 -1000 -1000 -1000 -10 0\.9\n0 2 dog /,
    );
  });

  for (const [args, code, complaint] of [
    [['--format', 'xls', '-o', 'x'], 2, '`--format` to be parquet, csv, ndjson,'],
    [['--format', 'csv'], 2, '`--output` to be the path'],
    [['--format', 'coco', '-o', 'x.json', '--limit', '3'], 2, 'Expected coco without `--limit`'],
    [['--format', 'csv', '-o', 'x.csv', '--found-only', '--tracks'], 2, 'without `--found-only`, `--tracks`'],
    [['--format', 'csv', '-o', 'nowhere/x.csv'], 2, '`--output` to be in a folder that is there'],
    [['--format', 'csv', '-o', 'x.csv', '--label', 'unicorn'], 2, 'got `unicorn`'],
    [['--format', 'yolo', '-o', 'x', '--label', 'unicorn'], 2, 'got `unicorn`'],
    [['--format', 'yolo', '-o', 'x', '--run', 'r9'], 2, '`r9`'],
    [['--format', 'mot', '-o', 'x', '--tracks', '--run', 'r2'], 2, 'to be a complete run'],
  ] as const) {
    it(`refuses ${args.join(' ')}: ${complaint}`, async () => {
      const before = readdirSync('.');
      const ended = await framefleet(['export', ...args], home);
      assert.ok(ended.stderr.includes(complaint), ended.stderr);
      assert.equal(ended.code, code);
      assert.deepEqual(readdirSync('.'), before);
    });
  }

  it('leaves nothing when it is stopped, and what was there before stays', async () => {
    const big = join(home, 'big');
    mkdirSync(big);
    const store = await DuckDbStore.open(homePaths(big).storeFile);
    await store.ledger.open(sampleRun());
    const detections = Array.from({ length: 500 }, (_, classId) => sampleDetection({ classId: classId % 3 }));
    for (let chunk = 0; chunk < 100; chunk++) {
      const frames = [0, 1, 2, 3].map((index) => sampleFrame(chunk * 4 + index, { detections }));
      await storeResults(store, [sampleResult(chunk, { frames })]);
    }
    await store.close();
    const place = join(big, 'place');
    mkdirSync(place);
    for (const [format, name] of [
      ['coco', 'x.json'],
      ['parquet', 'x.parquet'],
      ['yolo', 'x'],
    ] as const) {
      if (format !== 'yolo') writeFileSync(join(place, name), 'before');
      const { child, ended } = start(['export', '--format', format, '-o', join(place, name)], big);
      const until = Date.now() + 30_000;
      const isBegun = () => readdirSync(place).some((entry) => entry.startsWith('.'));
      while (!isBegun() && child.exitCode === null && Date.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 2));
      child.kill('SIGINT');
      const { code, stderr } = await ended;
      assert.equal(code, 130, `${format}: ${stderr}`);
      assert.match(stderr, /stopped; nothing was written/);
    }
    assert.deepEqual(readdirSync(place), ['x.json', 'x.parquet']);
    assert.equal(readFileSync(join(place, 'x.json'), 'utf8'), 'before');
  });
});
