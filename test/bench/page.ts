// How fast the page of the results service is over a large store: first view, filter changes, zooming, scrolling, memory.
//
//   node dist/test/bench/page.js --millions N [--pictures DIR] [--store FILE]
//
// --pictures takes pictures of it too; --store keeps the store there, and takes one that is there. Else everything is made in a folder of its own, which is deleted at the end.
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainTable } from '../../cli/output/table.ts';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { createLogger } from '../../shared/logging.ts';
import { chromiumPath, openBrowser } from '../fixtures/browser.ts';
import { appParts } from '../results/fixtures/app-parts.ts';
import { measurePage } from './page/measure-page.ts';
import { takePictures } from './page/take-pictures.ts';
import { fillStore } from './questions/fill-store.ts';

const { values } = parseArgs({
  options: { millions: { type: 'string', default: '1' }, pictures: { type: 'string' }, store: { type: 'string' } },
});
const millions = Number(values.millions);
if (!(millions > 0)) throw new Error(`Expected --millions to be a number above 0, got ${values.millions}.`);

const chromium = chromiumPath();
if (chromium === null) throw new Error('Expected a chromium on the PATH, got none.');

const say = (text: string) => process.stderr.write(`${text}\n`);
const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
try {
  const storePath = values.store ?? join(folder, 'detections.duckdb');
  if (!existsSync(storePath)) {
    say(`filling a store with ${millions} million detections …`);
    await fillStore(storePath, millions);
  }
  const store = await DuckDbStore.open(storePath);
  const app = build(appParts(store, { logger: createLogger('results', 'error', process.stderr) }));
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const browser = await openBrowser(chromium);
  try {
    say('looking at it …');
    process.stdout.write(plainTable((await measurePage(browser, origin)).map((row) => ({ ...row }))));
    if (values.pictures !== undefined) {
      mkdirSync(values.pictures, { recursive: true });
      await takePictures(browser, origin, values.pictures);
    }
  } finally {
    await browser.close();
    await app.close();
    await store.close();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
