import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { LAKE_SCHEMA, LAKE_TABLES } from '../../results/lake/lake-tables.ts';
import { framefleet } from '../fixtures/cli.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { duckdb } from '../results/fixtures/duckdb.ts';
import { inFreshFolder } from '../results/fixtures/samples.ts';

const page = readFileSync('docs/lake.md', 'utf8');
const EXAMPLES = [...page.matchAll(/^\*\*(.+)\*\*\n\n```sql\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```/gm)].map(
  ([, title, sql, answer]) => ({ title: title!, sql: sql!, answer: answer! }),
);

describe('The page on lakes', () => {
  it('shows what the command prints, and answers that DuckDB gives', () => {
    assert.equal(EXAMPLES.length, 3);
    return inFreshFolder(async (home) => {
      placeOldStore('v2', homePaths(home).storeFile);
      const lake = join(home, 'lake');
      for (const line of [...page.matchAll(/^\/data\/lake: .*$/gm)].map(String)) {
        const { code, stderr } = await framefleet(['lake', lake], home);
        assert.deepEqual([code, stderr], [0, `${line.replace('/data/lake', lake)}\n`]);
      }
      for (const { title, sql, answer } of EXAMPLES) {
        const rows = await duckdb(sql.replaceAll("'lake/", `'${lake}/`));
        const lines = rows.map((row) => Object.values(row).map(text).join(','));
        assert.equal([Object.keys(rows[0]!).join(','), ...lines, ''].join('\n'), answer, title);
      }
    });
  });

  it('names every table and its columns', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| .+? \| (`run_id`.+?) \|$/gm)].map(([, name, columns]) => [
      name,
      [...columns!.matchAll(/`(\w+)`/g)].map(([, column]) => column),
    ]);
    assert.deepEqual(
      rows,
      LAKE_TABLES.map(({ name, columns }) => [name, columns.map((column) => column.name)]),
    );
    assert.ok(page.includes(`The version of the tables (${LAKE_SCHEMA})`));
  });
});

/** A value as DuckDB writes it into CSV; days have no time. */
function text(value: unknown): string {
  return value instanceof Date ? value.toISOString().slice(0, 10) : String(value ?? '');
}
