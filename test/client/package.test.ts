import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { appParts } from '../results/fixtures/app-parts.ts';

const run = promisify(execFile);
const [, EXAMPLE = ''] = /^```ts\n([\s\S]*?)^```/m.exec(await readFile('docs/api.md', 'utf8')) ?? [];
const [, PRINTED = ''] = /^```text\n([\s\S]*?)^```/m.exec(await readFile('docs/api.md', 'utf8')) ?? [];

/** Packs the project as npm would publish it, into the modules of somebody else's. @returns the files that are in it */
async function packInto(folder: string): Promise<string[]> {
  const { stdout } = await run('npm', ['pack', '--json', '--silent', '--pack-destination', folder]);
  const [{ filename, files }] = Object.values(JSON.parse(stdout)) as [{ filename: string; files: { path: string }[] }];
  const installed = join(folder, 'node_modules/framefleet');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(folder, filename), '--strip-components=1', '-C', installed]);
  await symlink(resolve('node_modules'), join(installed, 'node_modules'));
  return files.map(({ path }) => path);
}

async function prepareProject(folder: string): Promise<void> {
  await symlink(resolve('node_modules/@types'), join(folder, 'node_modules/@types'));
  await writeFile(join(folder, 'package.json'), '{"type": "module"}');
  const compilerOptions = { module: 'nodenext', target: 'es2023', strict: true, types: ['node'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['ask.ts'] }));
}

describe('The package', () => {
  const folder = suiteFolder();
  const tsc = [resolve('node_modules/typescript/bin/tsc'), '-p', folder];
  let files: string[] = [];

  before(async () => {
    files = await packInto(folder);
    await prepareProject(folder);
  });

  it('holds what its commands and its export need, and no tests', async () => {
    for (const path of [
      'dist/client/index.js',
      'dist/client/index.d.ts',
      'demo/clip/demo.mp4',
      'demo/network/demo.cfg',
    ]) {
      assert.ok(files.includes(path), path);
    }
    assert.ok(files.includes('model/files/bundled/coco.names'));
    assert.deepEqual(
      files.filter((path) => /^dist\/test|\.ts$/.test(path) && !/^dist\/(client|shared)\/[\w-]+\.d\.ts$/.test(path)),
      [],
      'types of the export, and nothing else of TypeScript',
    );
    const main = join(folder, 'node_modules/framefleet/dist/cli/main.js');
    assert.match((await run(process.execPath, [main, '--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
  });

  it('answers to a program that has installed it as the page says, types included', async () => {
    await writeFile(join(folder, 'ask.ts'), EXAMPLE);
    await run(process.execPath, tsc).catch((error: { stdout: string }) => assert.fail(error.stdout));

    const path = join(folder, 'detections.duckdb');
    placeOldStore('v2', path);
    const store = await DuckDbStore.open(path);
    const app = build(appParts(store));
    const FRAMEFLEET_RESULTS_URL = await app.listen({ port: 0, host: '127.0.0.1' });
    const env = { ...process.env, FRAMEFLEET_RESULTS_URL };
    const { stdout, stderr } = await run(process.execPath, [join(folder, 'ask.js')], { env });
    assert.deepEqual([stdout, stderr], [PRINTED, '']);
    await app.close();
    await store.close();
  });

  it('knows the filters of its questions', async () => {
    await writeFile(join(folder, 'ask.ts'), "import { query } from 'framefleet';\nquery({ colour: 'red' });\n");
    await assert.rejects(run(process.execPath, tsc), (error: { stdout: string }) => /'colour'/.test(error.stdout));
  });
});
