import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { framefleet } from '../fixtures/cli.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { storeWalk } from '../results/fixtures/walk.ts';

/** Commands that write, what their output is called, and the exit codes for a place that takes nothing and for one below a file. */
const COMMANDS: readonly (readonly [args: readonly string[], name: string, taken: number, below: number])[] = [
  [['export', '--format', 'csv'], 'out.csv', 74, 2],
  [['export', '--format', 'yolo'], 'out', 74, 2],
  [['report'], 'out.html', 74, 2],
  [['sheet'], 'out.png', 74, 2],
  [['snapshots'], 'out', 74, 74],
  [['clips'], 'out', 74, 74],
  [['redact', '--labels', 'person'], 'out', 74, 74],
  [['lake'], 'out', 74, 2],
];

describe('An output that cannot be written', () => {
  const home = suiteFolder();
  const file = () => join(home, 'file');

  before(async () => {
    const store = await DuckDbStore.open(homePaths(home).storeFile);
    await storeWalk(store);
    await store.close();
    writeFileSync(file(), 'mine');
  });

  const requireRefused = async (args: readonly string[], output: string, expected: number) => {
    const flag = args[0] === 'lake' ? [] : ['-o'];
    const { code, stdout, stderr } = await framefleet([...args, ...flag, output], home);
    assert.deepEqual([code, stdout], [expected, ''], stderr);
    // root may write everywhere, and `/proc` takes no files even so
    assert.match(stderr, /^framefleet: Expected .*(take what|in a folder that is there)/m);
    assert.ok(stderr.includes(output), stderr);
  };

  for (const [args, name, taken, below] of COMMANDS) {
    it(`is told by ${args.join(' ')} before anything is done for it`, async () => {
      await requireRefused(args, join('/proc', name), taken);
      await requireRefused(args, join(file(), name), below);
      assert.equal(readFileSync(file(), 'utf8'), 'mine');
    });
  }

  it('is told of folders that are there and take no files, too', async () => {
    for (const command of [['snapshots'], ['clips'], ['redact', '--labels', 'person']]) {
      await requireRefused(command, '/proc', 74);
    }
  });
});
