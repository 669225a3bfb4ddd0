import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDbStore, openStoreReader } from '../../../results/store/duckdb-store.ts';
import { inFreshFolder } from '../fixtures/samples.ts';

const module = new URL('../../../results/store/duckdb-store.js', import.meta.url).href;

/** The error code and message that another process gets when it opens the file. */
function openElsewhere(call: string): string {
  const script = `import(${JSON.stringify(module)}).then((m) => m.${call}).catch((e) => console.log(e.code, e.message))`;
  return spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' }).stdout;
}

describe('Opening the store', () => {
  it('says who has it open', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'a.duckdb');
      const store = await DuckDbStore.open(path);
      const writer = openElsewhere(`DuckDbStore.open(${JSON.stringify(path)})`);
      const reader = openElsewhere(`openStoreReader(${JSON.stringify(path)})`);
      await store.close();
      assert.match(writer, new RegExp(`STORE_LOCKED .*\\(PID ${process.pid}\\)`));
      assert.match(reader, new RegExp(`STORE_LOCKED .*\\(PID ${process.pid}\\).*FRAMEFLEET_RESULTS_URL`));
    }));

  it('refuses a file that is no store, and leaves it alone', () =>
    inFreshFolder(async (folder) => {
      const path = join(folder, 'a.duckdb');
      await writeFile(path, 'notes on pedestrians\n'.repeat(1000));
      await assert.rejects(DuckDbStore.open(path), { code: 'STORE_UNWRITABLE', message: /move it away/ });
    }));

  it('refuses a place where no file can be', () =>
    inFreshFolder(async (folder) => {
      await writeFile(join(folder, 'file'), '');
      await mkdir(join(folder, 'folder'));
      for (const name of ['file/a.duckdb', 'folder'])
        await assert.rejects(DuckDbStore.open(join(folder, name)), { code: 'STORE_UNWRITABLE' });
    }));

  it('tells a reader that nothing has been stored yet', () =>
    inFreshFolder((folder) =>
      assert.rejects(openStoreReader(join(folder, 'a.duckdb')), { code: 'STORE_UNREACHABLE', message: /yet/ }),
    ));
});
