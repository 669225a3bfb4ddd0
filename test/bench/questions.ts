// How fast 24 questions are answered over HTTP, beside the same on plain tables of DuckDB and on an indexed SQLite file.
//
//   node dist/test/bench/questions.js --millions N [--json] [--alone]
//
// --alone leaves the others out. Everything is made in a folder of its own, which is deleted at the end.

import { statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainTable } from '../../cli/output/table.ts';
import { median } from '../../model/runtime/paired-times.ts';
import { askService } from './questions/ask-service.ts';
import { fillStore } from './questions/fill-store.ts';
import { QUESTIONS } from './questions/list.ts';
import { askDuckDb, askSqlite } from './questions/plain-tables.ts';

const { values } = parseArgs({
  options: { millions: { type: 'string', default: '1' }, json: { type: 'boolean' }, alone: { type: 'boolean' } },
});
const millions = Number(values.millions);
if (!(millions > 0)) throw new Error(`Expected --millions to be a number above 0, got ${values.millions}.`);

const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
try {
  const storePath = join(folder, 'detections.duckdb');
  const say = (text: string) => process.stderr.write(`${text}\n`);
  say(`filling a store with ${millions} million detections …`);
  await fillStore(storePath, millions);
  say('asking it …');
  const asked = await askService(storePath, QUESTIONS);
  const rssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const bytes = statSync(storePath).size;
  say(values.alone ? 'done' : 'asking plain tables …');
  const duckDb = values.alone ? null : await askDuckDb(folder, storePath, QUESTIONS);
  const sqlite = values.alone ? null : await askSqlite(folder, QUESTIONS);
  const rows = asked.map(({ title, firstMs, ms, rows: count }) => ({
    question: title,
    rows: count,
    firstMs: Math.round(firstMs),
    ms: Math.round(ms * 10) / 10,
    ...(duckDb && { duckDbMs: Math.round(duckDb.ms.get(title)!) }),
    ...(sqlite && { sqliteMs: Math.round(sqlite.ms.get(title)!) }),
  }));
  const times = asked.map(({ ms }) => ms);
  const ratios = sqlite ? asked.map(({ title, ms }) => sqlite.ms.get(title)! / ms) : null;
  const summary = {
    millions,
    medianMs: Math.round(median(times) * 10) / 10,
    worstMs: Math.round(Math.max(...times) * 10) / 10,
    timesSqlite: ratios && Math.round(median(ratios) * 10) / 10,
    bytesPerDetection: Math.round((bytes / millions / 1e6) * 10) / 10,
    duckDbBytesPerDetection: duckDb && Math.round((duckDb.bytes / millions / 1e6) * 10) / 10,
    sqliteBytesPerDetection: sqlite && Math.round((sqlite.bytes / millions / 1e6) * 10) / 10,
    maxRssMb: rssMb,
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ ...summary, questions: rows })}\n`);
  else process.stdout.write(`${plainTable(rows)}\n${plainTable([summary])}`);
} finally {
  await rm(folder, { recursive: true, force: true });
}
