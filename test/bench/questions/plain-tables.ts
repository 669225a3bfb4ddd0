import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { median } from '../../../model/runtime/paired-times.ts';
import type { Question } from './list.ts';

/** Milliseconds of each question, by its title, and the size of the file. */
export interface PlainTimes {
  readonly ms: ReadonlyMap<string, number>;
  readonly bytes: number;
}

const REPEATS = 3;

/** What somebody has who writes what he finds into three tables; names are text. */
const TABLES = {
  runs: `SELECT run_id AS run, run_no AS no, video_id AS video, uri, epoch_ms(recorded_at) / 1000.0 AS recorded
    FROM store.runs JOIN store.videos USING (video_id)`,
  frames:
    'SELECT run_id AS run, frame_index AS frame, pts_seconds AS pts FROM store.frames JOIN store.runs USING (run_no)',
  detections: `SELECT run_id AS run, video_id AS video, frame_index AS frame, pts_seconds AS pts, label, confidence, x1, y1, x2, y2
    FROM store.detections JOIN store.runs USING (run_no) JOIN store.labels USING (label_no)`,
};

/** Plain tables of DuckDB's. */
export async function askDuckDb(
  folder: string,
  storePath: string,
  questions: readonly Question[],
): Promise<PlainTimes> {
  const path = join(folder, 'plain.duckdb');
  const instance = await DuckDBInstance.create(path, { threads: '2', memory_limit: '1024MB' });
  const connection = await instance.connect();
  await connection.run(`ATTACH '${storePath}' AS store (READ_ONLY)`);
  for (const [table, sql] of Object.entries(TABLES)) await connection.run(`CREATE TABLE ${table} AS ${sql}`);
  await connection.run('CHECKPOINT');
  const ms = new Map<string, number>();
  for (const { title, sql } of questions) {
    const times: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const began = performance.now();
      await (await connection.runAndReadAll(sql)).getRowsJson();
      times.push(performance.now() - began);
    }
    ms.set(title, median(times));
  }
  // for SQLite, which reads text
  for (const table of Object.keys(TABLES)) {
    await connection.run(`COPY ${table} TO '${join(folder, `${table}.csv`)}' (HEADER false)`);
  }
  connection.closeSync();
  instance.closeSync();
  return { ms, bytes: statSync(path).size };
}

const SQLITE_TABLES = `PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000;
CREATE TABLE runs (run TEXT PRIMARY KEY, no INT, video TEXT, uri TEXT, recorded REAL);
CREATE TABLE frames (run TEXT, frame INT, pts REAL);
CREATE TABLE detections (run TEXT, video TEXT, frame INT, pts REAL, label TEXT, confidence REAL, x1 REAL, y1 REAL, x2 REAL, y2 REAL);`;
const SQLITE_INDEXES = `CREATE INDEX frames_run ON frames(run, frame);
CREATE INDEX detections_run ON detections(run, frame);
CREATE INDEX detections_label ON detections(label, run, pts);
CREATE INDEX detections_confidence ON detections(confidence); ANALYZE;`;

/** SQLite with indexes, by its own program: \`sqlite3\`, of Debian's package of that name. */
export async function askSqlite(folder: string, questions: readonly Question[]): Promise<PlainTimes> {
  const path = join(folder, 'plain.sqlite');
  const imports = Object.keys(TABLES).map((table) => `.import ${join(folder, `${table}.csv`)} ${table}`);
  await runSqlite(path, [SQLITE_TABLES, '.mode csv', ...imports, SQLITE_INDEXES].join('\n'));
  const ms = new Map<string, number>();
  for (const { title, sql } of questions) {
    const text = await runSqlite(
      path,
      ['PRAGMA cache_size = -1000000;', '.timer on', '.output /dev/null', `${sql};`, `${sql};`, '.output'].join('\n'),
    );
    const times = [...text.matchAll(/Run Time: real ([\d.]+)/g)].map(([, seconds]) => Number(seconds) * 1000);
    ms.set(title, Math.min(...times.slice(-2)));
  }
  return { ms, bytes: statSync(path).size };
}

function runSqlite(path: string, script: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('sqlite3', ['-bail', path], { stdio: ['pipe', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve(text) : reject(new Error(`sqlite3 ended with ${code}`))));
    child.stdin.end(`${script}\n`);
  });
}
