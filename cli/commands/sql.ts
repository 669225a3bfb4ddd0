import { viewRows } from '../../results/query/sql-views/views.ts';
import { defineCommand } from '../define-command.ts';
import { optionalFlag } from '../flags/flag.ts';
import { storeFlags } from '../flags/store-flags.ts';
import { integer } from '../flags/values.ts';

const flags = {
  ...storeFlags,
  limit: optionalFlag('<n>', 'print at most so many rows', integer(1), {
    otherwise: '100 in a table on a terminal, else all',
    variable: null,
  }),
};

const statement =
  'one SELECT, @FILE with one, or - for standard input; without it the views and their columns are listed';

/** `framefleet sql`: what no other command asks, as a SELECT over views. */
export const command = defineCommand({ '[select]': statement }, flags, async (values, [sql]: readonly [string?]) => {
  if (sql === undefined) {
    const { printRows } = await import('../output/sql-answer.ts');
    const { batchOf } = await import('../../results/query/text/row-text.ts');
    await printRows(values, batchOf(viewRows()));
    return undefined;
  }
  const { readSql } = await import('../../app/read-sql.ts');
  const { printSql } = await import('../output/sql-answer.ts');
  await printSql(values, await readSql(sql));
  return undefined;
});
