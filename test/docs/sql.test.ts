import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { homePaths } from '../../app/home.ts';
import { VIEWS } from '../../results/query/sql-views/views.ts';
import { framefleet } from '../fixtures/cli.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { inFreshFolder } from '../results/fixtures/samples.ts';

const page = readFileSync('docs/sql.md', 'utf8');
const EXAMPLES = [...page.matchAll(/^\*\*(.+)\*\*\n\n```sql\n([\s\S]*?)^```\n\n```console\n([\s\S]*?)^```/gm)].map(
  ([, title, sql, answer]) => ({ title: title!, sql: sql!, answer: answer! }),
);

describe('The page on SQL', () => {
  it('shows answers that statements have', () => {
    assert.ok(EXAMPLES.length >= 12, `${EXAMPLES.length} examples`);
    return inFreshFolder(async (home) => {
      placeOldStore('v2', homePaths(home).storeFile);
      for (const { title, sql, answer } of EXAMPLES) {
        const { code, stdout, stderr } = await framefleet(['sql', sql, '--format', 'table'], home);
        assert.deepEqual([code, stdout, stderr], [0, answer, ''], title);
      }
    });
  });

  it('names every view and its columns', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \| (.+?) \| (.+?) \|$/gm)].map(([, view, meaning, columns]) => ({
      view,
      meaning,
      columns: [...columns!.matchAll(/`(\w+)`/g)].map(([, name]) => name),
    }));
    assert.deepEqual(
      rows,
      VIEWS.map(({ name, meaning, columns }) => ({
        view: name,
        meaning,
        columns: columns.map((column) => column.name),
      })),
    );
  });
});
