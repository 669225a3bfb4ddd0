import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'puppeteer-core';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import type { DetectionRow, RawFilter } from '../../shared/questions.ts';
import {
  axeFaults,
  closePage,
  openPage,
  type PageOptions,
  testBrowser,
  usabilityFaults,
  type WatchedPage,
} from '../fixtures/browser.ts';
import { placeOldStore } from '../fixtures/old-store.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { appParts } from '../results/fixtures/app-parts.ts';

const TOKEN = 'read-read-read-read-read';

describe('The page that shows what was found', () => {
  const folder = suiteFolder();
  let store: DuckDbStore;
  let app: FastifyInstance;
  let origin: string;
  let browser: Browser;
  let shown: WatchedPage | null = null;
  before(async function () {
    browser = await testBrowser(this);
    placeOldStore('v2', join(folder, 'detections.duckdb'));
    store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    app = build(appParts(store, { access: { kind: 'tokens', write: 'write-write-write-write', read: TOKEN } }));
    origin = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    if (shown) await closePage(shown);
    shown = null;
  });
  after(async () => {
    await browser?.close();
    await app?.close();
    await store?.close();
  });

  /** Opens the page with a state, and waits for what it shows. */
  async function open(state = '', options: PageOptions = {}): Promise<Page> {
    shown = await openPage(browser, origin, options);
    await shown.page.goto(`${origin}/#token=${TOKEN}&tz=UTC${state === '' ? '' : `&${state}`}`);
    await settled(shown.page);
    return shown.page;
  }

  const settled = async (page: Page) => {
    await page.waitForSelector('.labels li');
    await page.waitForFunction(() => document.querySelector('.is-asking') === null);
    await page.waitForNetworkIdle({ idleTime: 60 });
  };
  const textOf = (page: Page, selector: string) => page.$eval(selector, (found) => found.textContent ?? '');
  const hash = async (page: Page) => decodeURIComponent(new URL(page.url()).hash);
  const count = async (filter: RawFilter) => (await store.reader.cursor(filter)).rows;
  const shownTotal = async (page: Page) =>
    Number(/([\d,]+) detections\.$/.exec(await textOf(page, '.span'))?.[1]?.replaceAll(',', ''));
  /** Clicks what is called so. */
  const click = async (page: Page, name: string) => {
    await page.locator(`aria/${name}`).click();
    await settled(page);
  };
  const rowsOf = async (filter: RawFilter): Promise<DetectionRow[]> => {
    const rows: DetectionRow[] = [];
    for await (const some of await store.reader.detections(filter)) rows.push(...some);
    return rows;
  };

  it('asks for a token, tells when it is refused, keeps it for the tab, and never in a link', async () => {
    shown = await openPage(browser, origin);
    const { page } = shown;
    await page.goto(`${origin}/`);
    await page.waitForSelector('dialog[open]');
    assert.match(await textOf(page, '#token-reason'), /Expected a token, got none/);
    assert.deepEqual(await axeFaults(page), []);
    await page.type('dialog input', 'wrong-wrong-wrong-wrong');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => /got another/.test(document.querySelector('#token-reason')?.textContent ?? ''));
    await page.type('dialog input', TOKEN);
    await page.keyboard.press('Enter');
    await settled(page);
    assert.ok((await shownTotal(page)) > 0);
    await page.reload();
    await settled(page);
    assert.ok(!page.url().includes(TOKEN) && !shown.asked.some((path) => path.includes(TOKEN)));
    shown.requireClean([401]);
  });

  it('takes a token out of the link that it was opened by', async () => {
    const page = await open('label=car');
    assert.equal(await hash(page), '#tz=UTC&label=car');
    assert.equal(await shownTotal(page), await count({ label: 'car' }));
    shown!.requireClean();
  });

  it('shows what was found in all videos, in those that are picked, and in one of their runs', async () => {
    const page = await open();
    assert.equal(await shownTotal(page), await count({}));
    await page.locator('aria/Videos of videos').click();
    await page.locator('.is-video .choice').click();
    await settled(page);
    const video = new URLSearchParams((await hash(page)).slice(1)).get('video')!;
    assert.equal(await shownTotal(page), await count({ video }));
    await page.select('.source-row select', 'again');
    await settled(page);
    assert.equal(await shownTotal(page), await count({ run: 'again' }));
    assert.match(await textOf(page, '.span'), /of the stream/);
    await click(page, 'All videos');
    assert.equal(await shownTotal(page), await count({}));
    shown!.requireClean();
  });

  it('changes at once with each filter: labels, how sure, when, where', async () => {
    const page = await open();
    const filters: [change: () => Promise<unknown>, RawFilter][] = [
      [() => page.locator('.labels .choice').click(), { label: 'person' }],
      [() => setValue(page, '#min-confidence', '0.6'), { label: 'person', minConfidence: '0.6' }],
      [
        () => enter(page, '[name=zone]', '0,50,100,100%'),
        { label: 'person', minConfidence: '0.6', zone: '0,50,100,100%' },
      ],
      [
        () => enter(page, '[name=since]', '2026-03-02 21:59:04'),
        { label: 'person', minConfidence: '0.6', zone: '0,50,100,100%', since: '2026-03-02T21:59:04' },
      ],
    ];
    for (const [change, filter] of filters) {
      await change();
      await settled(page);
      assert.equal(await shownTotal(page), await count(filter), JSON.stringify(filter));
    }
    await click(page, 'Clear all');
    assert.equal(await shownTotal(page), await count({}));
    await click(page, 'Monday');
    assert.equal(await shownTotal(page), await count({ weekday: 'mon' }));
    await page.goBack();
    await settled(page);
    assert.equal(await shownTotal(page), await count({}));
    await enter(page, '[name=where]', 'car >');
    assert.match(await textOf(page, '.span'), /Expected `where` to be a condition/);
    shown!.requireClean([400]);
  });

  it('takes how sure single labels have to be', async () => {
    const page = await open();
    await click(page, 'Each label its own');
    await enter(page, '.own-confidence', '0.8');
    assert.equal(await shownTotal(page), await count({ minConfidence: '0,person=0.8' }));
    assert.match(await hash(page), /minConfidence=0,person=0\.8/);
    shown!.requireClean();
  });

  it('shows again what a link shows', async () => {
    const page = await open('run=gate&label=car,dog&minConfidence=0.5&from=1&to=6&view=table');
    const before = [await textOf(page, '.table .hint'), await textOf(page, '.rows')];
    assert.match(
      before[0]!,
      new RegExp(
        `^${(await count({ run: 'gate', label: 'car,dog', minConfidence: '0.5', from: '1', to: '6' })).toLocaleString('en')} rows`,
      ),
    );
    await page.reload();
    await settled(page);
    await page.waitForSelector('.rows .row');
    assert.deepEqual([await textOf(page, '.table .hint'), await textOf(page, '.rows')], before);
    shown!.requireClean();
  });

  it('looks more closely at what is marked with the mouse, or by keys, down to single frames', async () => {
    const page = await open('run=gate');
    const box = (await (await page.$('.lane .u-over'))!.boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.25, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20, { steps: 4 });
    await page.mouse.up();
    await settled(page);
    const marked = new URLSearchParams((await hash(page)).slice(1));
    const [from, to] = ['from', 'to'].map((name) => Number(marked.get(name))) as [number, number];
    assert.ok(from > 1 && to > from && to < 6, `${from} to ${to}`);
    assert.equal(await shownTotal(page), await count({ run: 'gate', from: String(from), to: String(to) }));
    await page.focus('.lanes');
    for (const key of ['+', '+', '+'] as const) {
      await page.keyboard.press(key);
      await settled(page);
    }
    await page.keyboard.press('ArrowRight');
    assert.match(await textOf(page, '.cursor-said'), /in 1 frames|between two frames|not looked at/);
    await page.keyboard.press('Home');
    await settled(page);
    assert.equal(await hash(page), '#run=gate&tz=UTC');
    shown!.requireClean();
  });

  it('tells of a time whether it was looked at, and why it was not', async () => {
    const page = await open('run=again');
    const said = await page.$eval('.lanes', (lanes) => {
      const press = (key: string) => lanes.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      for (let tenth = 0; tenth < 10; tenth++) press('PageUp');
      const texts = new Set<string>();
      for (let step = 0; step < 600; step++) {
        press('ArrowRight');
        texts.add(document.querySelector('.cursor-said')!.textContent!);
      }
      return [...texts];
    });
    for (const kind of [
      /: not looked at \(\d+ ms failed\)/,
      /: nothing found in 1 frames/,
      /: person 1 in 1 frames/,
      /not there yet/,
    ]) {
      assert.ok(
        said.some((text) => kind.test(text)),
        `${kind} in ${said.join('\n')}`,
      );
    }
    shown!.requireClean();
  });

  it('picks days in the calendar, with the keyboard too', async () => {
    const page = await open();
    const days = await store.reader.days({});
    const material = await page.$$eval('.day.has-material', (cells) =>
      cells.map((cell) => (cell as HTMLElement).dataset.day),
    );
    assert.deepEqual(
      material,
      days.map(({ day }) => day),
    );
    await page.locator('.day.has-material').click();
    await settled(page);
    const [day] = days;
    assert.match(await hash(page), new RegExp(`since=${day!.day}`));
    assert.equal(await shownTotal(page), day!.detections);
    await page.focus('.day[aria-pressed=true]');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.down('Shift');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Shift');
    assert.equal(await page.$eval(':focus', (focused) => (focused as HTMLElement).dataset.day), '2026-03-03');
    shown!.requireClean([400]);
  });

  it('lists every row, wherever it is scrolled to', async () => {
    const page = await open('view=table&label=car');
    const rows = await rowsOf({ label: 'car' });
    const firstOf = (row: DetectionRow) => row.confidence.toFixed(2);
    await page.waitForSelector('.rows .row');
    const cell = (index: number) => textOf(page, `#row-${index} .cell:nth-child(3)`);
    assert.equal(await cell(0), firstOf(rows[0]!));
    await page.focus('.grid');
    await page.keyboard.press('End');
    await page.waitForFunction(
      (id) => /\d/.test(document.querySelector(`#${id}`)?.textContent ?? ''),
      {},
      `row-${rows.length - 1}`,
    );
    assert.equal(await cell(rows.length - 1), firstOf(rows.at(-1)!));
    await page.$eval('.grid', (grid) => {
      grid.scrollTop = grid.scrollHeight / 2;
    });
    await page.waitForFunction(() => {
      const seen = [...document.querySelectorAll<HTMLElement>('.rows .row')];
      return Number(seen[0]?.dataset.index) > 20 && seen.every((row) => row.querySelector('.swatch'));
    });
    const seen = await page.$$eval('.rows .row', (all) =>
      all.map((row) => [
        Number((row as HTMLElement).dataset.index),
        row.querySelector('.cell:nth-child(3)')?.textContent,
      ]),
    );
    for (const [index, text] of seen) assert.equal(text, firstOf(rows[Number(index)]!), `row ${index}`);
    shown!.requireClean();
  });

  /** Has the tab save files into a folder. @returns what was saved as one, once that is what is expected */
  async function saving(page: Page): Promise<(file: string, isWhole: (bytes: Buffer) => boolean) => Promise<Buffer>> {
    const saved = mkdtempSync(join(folder, 'saved-'));
    const session = await page.createCDPSession();
    await session.send('Browser.setDownloadBehavior', {
      behavior: 'allow',
      downloadPath: saved,
      browserContextId: page.browserContext().id!,
    });
    return async (file, isWhole) => {
      for (let wait = 0; wait < 100; wait++) {
        const bytes = safeRead(join(saved, file));
        if (bytes && isWhole(bytes)) return bytes;
        await sleep(50);
      }
      throw new Error(`Expected ${file} to be saved, got ${safeRead(join(saved, file))}.`);
    };
  }

  const isSaved = (page: Page) =>
    page.waitForFunction(() => /^Saved/.test(document.querySelector('dialog.export .hint')?.textContent ?? ''));

  it('saves what is filtered, and says how a command would', async () => {
    const page = await open('run=gate&label=car');
    const saved = await saving(page);
    await page.locator('aria/Export …').click();
    assert.equal(
      await textOf(page, '.command'),
      'framefleet export --format csv -o detections.csv --run gate --label car',
    );
    for (const [format, file] of [
      ['csv', 'detections.csv'],
      ['yolo', 'yolo.tar'],
    ] as const) {
      await page.select('dialog.export select', format);
      await page.locator('aria/Save').click();
      await isSaved(page);
      const url = `/v1/exports/${format}?run=gate&label=car`;
      const expected = (await app.inject({ url, headers: { authorization: `Bearer ${TOKEN}` } })).rawPayload;
      await saved(file, (bytes) => bytes.equals(expected));
    }
    assert.deepEqual(await axeFaults(page), []);
    shown!.requireClean();
  });

  it('saves a report of what is filtered', async () => {
    const page = await open('run=gate&label=car');
    const saved = await saving(page);
    await page.locator('aria/Export …').click();
    await page.select('dialog.export select', 'report');
    assert.equal(await textOf(page, '.command'), 'framefleet report -o report.html --run gate --label car');
    await page.locator('aria/Save').click();
    await isSaved(page);
    const report = String(await saved('report.html', (bytes) => bytes.includes('</html>')));
    assert.match(report, /^<!doctype html>/i);
    assert.ok(report.includes(`<data value="${await count({ run: 'gate', label: 'car' })}">`));
    assert.match(report, /framefleet count --run gate --label car/);
    assert.ok(!report.includes(TOKEN));
    shown!.requireClean();
  });

  it('can be used by who does not see it, and is as wide as its window: on a desk, a telephone, a wall, light and dark', async () => {
    for (const state of ['', 'view=table']) {
      const page = await open(state);
      assert.deepEqual(await usabilityFaults(page), []);
      shown!.requireClean();
      await closePage(shown!);
      shown = null;
    }
  });
});

function safeRead(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch {
    return null; // it is not there yet
  }
}

/** Types into a field in place of what is there, and leaves it by Enter. */
async function enter(page: Page, selector: string, text: string): Promise<void> {
  await page.$eval(selector, (field) => {
    (field as HTMLInputElement).value = '';
    (field as HTMLInputElement).focus();
  });
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await page.waitForNetworkIdle({ idleTime: 60 });
}

/** Moves a slider. */
async function setValue(page: Page, selector: string, value: string): Promise<void> {
  await page.$eval(
    selector,
    (field, next) => {
      (field as HTMLInputElement).value = next;
      field.dispatchEvent(new Event('input', { bubbles: true }));
    },
    value,
  );
  await page.waitForFunction((next) => location.hash.includes(`minConfidence=${next}`), {}, value);
}
