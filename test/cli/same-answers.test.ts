import assert from 'node:assert/strict';
import { homePaths } from '../../app/home.ts';
import { query as queryClient, segments as segmentsClient, sql as sqlClient } from '../../client/index.ts';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import type { DetectionRow, RawFilter } from '../../shared/questions.ts';
import { framefleet } from '../fixtures/cli.ts';
import { appParts } from '../results/fixtures/app-parts.ts';
import { inFreshFolder } from '../results/fixtures/samples.ts';
import { bruteForce } from '../results/query/brute-force/answer.ts';
import { asSql, canBeSql } from '../results/query/brute-force/as-sql.ts';
import { type Question, randomQuestion } from '../results/query/brute-force/question.ts';
import { Random } from '../results/query/brute-force/random.ts';
import { keyOfFound, keyOfRow } from '../results/query/brute-force/random-store.ts';
import { storeRandomRuns } from '../results/query/brute-force/stored.ts';

/** Random questions that can be asked in SQL too. */
const QUESTIONS = 6;

function flagsOf(filter: RawFilter): string[] {
  return Object.entries(filter).flatMap(([name, value]) => [
    `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
}

/** A filter as somebody who calls the package has it: `RawFilter` has texts only. */
const asQuestion = (filter: RawFilter) => filter as Record<string, never>;

async function all<Row>(rows: AsyncIterable<Row>): Promise<Row[]> {
  const found: Row[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

describe('The same question', () => {
  it('has the same rows on the command line, over HTTP, in SQL and when each detection is looked at by itself', () =>
    inFreshFolder(async (home) => {
      const random = new Random(11);
      const store = await DuckDbStore.open(homePaths(home).storeFile);
      const app = build(appParts(store));
      try {
        const frames = await storeRandomRuns(store, random);
        const resultsUrl = await app.listen({ port: 0, host: '127.0.0.1' });
        const onCli = async (command: string, ...args: string[]) => {
          const ended = await framefleet([command, ...args, '--format', 'ndjson', '--results-url', resultsUrl], home);
          assert.deepEqual([ended.code, ended.stderr], [0, ''], args.join(' '));
          return ended.stdout.split('\n').flatMap((line) => (line === '' ? [] : JSON.parse(line)));
        };
        for (const question of questions(random)) {
          const expected = bruteForce(frames, question);
          const flags = flagsOf(question.filter);
          const rows: DetectionRow[] = await onCli('query', ...flags);
          assert.deepEqual(rows.map(keyOfRow), expected.map(keyOfFound), flags.join(' '));
          const statement = asSql(question);
          const said = JSON.stringify(question.filter);
          assert.deepEqual(await all(queryClient(asQuestion(question.filter), { resultsUrl })), rows, said);
          // a column is there in any case, a field where a run has frames that were carried
          const inFull = rows.map((row) => ({ ...row, carriedFrom: row.carriedFrom ?? null }));
          assert.deepEqual(await all(sqlClient(statement, { resultsUrl })), inFull, said);
          assert.deepEqual(await onCli('sql', statement), inFull, said);

          const counts: { label: string; detections: number }[] = await onCli('count', '--by', 'label', ...flags);
          const counted = await onCli(
            'sql',
            `SELECT label, count(*) AS detections FROM (${statement}) GROUP BY label ORDER BY detections DESC, label`,
          );
          const seen = counts.filter(({ detections }) => detections > 0);
          assert.deepEqual(
            seen.map(({ label, detections }) => ({ label, detections })),
            counted,
            said,
          );
          assert.deepEqual(
            await onCli('segments', ...flags),
            await segmentsClient(asQuestion(question.filter), { resultsUrl }),
            said,
          );
        }
      } finally {
        await app.close();
        await store.close();
      }
    }));
});

function questions(random: Random): Question[] {
  const found: Question[] = [];
  while (found.length < QUESTIONS) {
    const question = randomQuestion(random);
    if (Object.keys(question.filter).length > 1 && canBeSql(question)) found.push(question);
  }
  return found;
}
