import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import type { CountRow } from '../../shared/questions.ts';
import { axeFaults, closePage, openPage, type PageOptions, testBrowser } from '../fixtures/browser.ts';
import { framefleet } from '../fixtures/cli.ts';
import { HOSTILE_TEXTS } from '../fixtures/hostile-clips.ts';
import { storeReported } from '../fixtures/report-store.ts';
import { asCells, tableOf } from '../fixtures/report-tables.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

/** 210 mm less two margins of 14 mm, at 96 pixels an inch. */
const A4_WITHIN_MARGINS = 688;

describe('report', () => {
  const home = suiteFolder();
  const out = (name: string) => join(home, name);

  const made = async (name: string, ...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(['report', ...args, '-o', out(name)], home);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '');
    return stderr;
  };

  let told: string;

  before(async () => {
    await storeReported(home);
    told = await made('all.html');
  });

  const counted = async (...args: string[]): Promise<CountRow[]> => {
    const { code, stdout, stderr } = await framefleet(['count', ...args, '--json'], home);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout).rows;
  };

  it('is one page that needs nothing else, below 5 MB, and tells which pictures are missing', () => {
    assert.match(told, /pictures? of .*one\.mp4 could not be made/);
    assert.match(told, /all\.html: 12 runs, \d\.\d MB/);
    assert.ok(statSync(out('all.html')).size < 5_000_000);
    const text = readFileSync(out('all.html'), 'utf8');
    assert.doesNotMatch(text, /\s(src|href|srcset|action|data)="(?!data:|#)/);
    assert.doesNotMatch(text, /url\(|@import|<script/i);
  });

  it('is refused where its output, a filter or a run is wrong, and leaves nothing', async () => {
    for (const [args, code, complaint] of [
      [['report'], 2, '`--output`'],
      [['report', '-o', out('nowhere/a.html')], 2, '--output'],
      [['report', '-o', out('a.html'), '--label', 'unicorn'], 2, 'unicorn'],
      [['report', '-o', out('a.html'), '--from', '5', '--to', '3'], 2, '--to'],
      [['report', '-o', out('a.html'), 'ghost'], 2, 'ghost'],
    ] as const) {
      const ended = await framefleet([...args], home);
      assert.equal(ended.code, code, ended.stderr);
      assert.ok(ended.stderr.includes(complaint), ended.stderr);
    }
    assert.ok(!existsSync(out('a.html')));
  });

  describe('in a browser without network', () => {
    let browser: Browser | undefined;

    before(async function () {
      browser = await testBrowser(this);
    });

    after(() => browser?.close());

    const look = async (name: string, body: (page: Page) => Promise<void>, options: PageOptions = {}) => {
      const watched = await openPage(browser!, null, options);
      try {
        await watched.page.setOfflineMode(true);
        await watched.page.goto(pathToFileURL(out(name)).href);
        await body(watched.page);
        watched.requireClean();
        assert.equal(watched.asked.length, watched.asked.filter((url) => /^(file|data):/.test(url)).length);
      } finally {
        await closePage(watched);
      }
    };

    it('has the numbers of count, a picture or drawing of each thing, and says what they show', async () => {
      const rows = await counted('--tracks');
      assert.equal(rows.length, HOSTILE_TEXTS.length + 2, 'those of the clips, and the person and the dog');
      const byRun = await counted('--by', 'run,label', '--run', 'clip3');
      await look('all.html', async (page) => {
        const table = await tableOf(page, 'What was found, by label');
        assert.deepEqual(table.map(([_, ...numbers]) => numbers.join(' ')).sort(), asCells(rows));
        const own = await tableOf(
          page,
          `What was found in ${HOSTILE_TEXTS[3].replaceAll('/', '\u2215')}.mp4, run clip3`,
        );
        assert.deepEqual(own.map(([_, ...numbers]) => numbers.join(' ')).sort(), asCells(byRun));
        const images = await page.$$eval('img', (all) =>
          all.map(({ naturalWidth, alt }) => naturalWidth > 0 && alt !== ''),
        );
        assert.ok(images.length >= 20 && images.every(Boolean), `${images.length} pictures`);
        const drawings = await page.$$eval('svg[role=img]', (all) =>
          all.map((one) => one.getAttribute('aria-label') ?? ''),
        );
        assert.ok(drawings.every((label) => label !== ''));
        assert.ok(drawings.filter((label) => label.startsWith('Where in the picture')).length > 50);
        assert.ok(drawings.filter((label) => label.startsWith('Timeline of')).length > 50);
      });
    });

    it('shows hostile names and labels as they are', () =>
      look('all.html', async (page) => {
        assert.equal(await page.title(), 'What was found: framefleet');
        assert.equal(await page.$$eval('script, iframe, [onerror], img[src="x"]', (all) => all.length), 0);
        assert.equal(await page.$$eval('style', (all) => all.length), 1);
        const shown = (await page.evaluate('document.body.textContent')) as string;
        for (const text of HOSTILE_TEXTS) {
          const harmless = text.replace('\u202e', String.raw`\u202e`).replace('\u001b', String.raw`\u001b`);
          assert.ok(shown.includes(harmless), harmless);
        }
        assert.ok(!shown.includes('\u202e') && !shown.includes('\u001b'));
        assert.ok(shown.includes('it ended <early>'));
      }));

    for (const [name, options] of [
      ['wide and light', {}],
      ['wide and dark', { isDark: true }],
      ['narrow and light', { width: 360 }],
      ['narrow and dark', { width: 360, isDark: true }],
    ] as const) {
      it(`is usable by all, ${name}`, () =>
        look(
          'all.html',
          async (page) => {
            assert.deepEqual(await axeFaults(page), []);
            const { scrollWidth, clientWidth } = (await page.evaluate(
              '({ scrollWidth: document.documentElement.scrollWidth, clientWidth: document.documentElement.clientWidth })',
            )) as { scrollWidth: number; clientWidth: number };
            assert.ok(scrollWidth <= clientWidth, `${scrollWidth} > ${clientWidth}`);
          },
          options,
        ));
    }

    it('fits the width of a sheet of paper', () =>
      look(
        'all.html',
        async (page) => {
          await page.emulateMediaType('print');
          const tooWide = await page.$$eval(
            'table, svg[role=img], img, code',
            (all, width) =>
              all
                .map((one) => ({ right: one.getBoundingClientRect().right, html: one.outerHTML.slice(0, 100) }))
                .filter(({ right }) => right > width + 1),
            A4_WITHIN_MARGINS,
          );
          assert.deepEqual(tooWide, []);
        },
        { width: A4_WITHIN_MARGINS },
      ));

    it('tells what was looked at, what failed and was skipped, and visits and crossings', () =>
      look('all.html', async (page) => {
        const frames = await tableOf(page, 'Frames of whole runs, as the ledger has them');
        const broken = frames.find(([, run]) => run === 'broken');
        assert.deepEqual(broken?.slice(2), ['4', '0', '4', '0', '0', '8', 'complete', 'it ended <early>']);
        const visits = await tableOf(page, 'Visits: how long objects stayed in zones');
        assert.deepEqual(
          visits.map(([zone, video, run, label, times, objects]) => [zone, video, run, label, times, objects]).sort(),
          [
            ['left', 'one.mp4', 'r1', 'person', '1', '1'],
            ['right', 'one.mp4', 'r1', 'dog', '1', '1'],
            ['right', 'one.mp4', 'r1', 'person', '1', '1'],
          ],
        );
        const crossings = await tableOf(page, 'Crossings: in is from the left-hand side of a line to its right');
        assert.deepEqual(crossings, [['middle', 'one.mp4', 'r1', 'person', '1', '0']]);
        const text = (await page.evaluate('document.body.textContent')) as string;
        assert.match(text, /Frames of broken failed: out of memory/);
      }));

    it('has its questions as commands that a shell reads as they are', async () => {
      const label = `"${HOSTILE_TEXTS[2].replaceAll('"', '""')}"`;
      await made('one.html', 'clip2', '--label', label, '--min-confidence', '0.1');
      const rows = await counted('--run', 'clip2', '--label', label, '--min-confidence', '0.1', '--tracks');
      await look('one.html', async (page) => {
        const table = await tableOf(page, 'What was found, by label');
        assert.deepEqual(
          table.map(([_, ...numbers]) => numbers.join(' ')),
          asCells(rows),
        );
        const commands = await page.$$eval('.ask code', (all) => all.map((code) => code.textContent ?? ''));
        assert.ok(commands.length >= 6);
        for (const command of commands.filter((one) => / (count|query|segments|tracks) /.test(one))) {
          const script = `words() { printf '%s\\0' "$@"; }; words ${command}`;
          const words = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' }).split('\0').slice(1, -1);
          const { code, stderr } = await framefleet([...words, '--format', 'ndjson'], home);
          assert.equal(code, 0, `${command}: ${stderr}`);
        }
      });
    });
  });
});
