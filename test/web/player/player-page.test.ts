import assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import { colourOf } from '../../../shared/label-colour.ts';
import { usabilityFaults } from '../../fixtures/browser.ts';
import { MARKED_CLIPS, type MarkedClip } from '../../fixtures/marked-clips.ts';
import { MarkedPage, says } from '../../fixtures/marked-page.ts';
import { extentOf, isNear, isWhite, pictureOf } from '../../fixtures/screenshot.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

const NAMES = ['even.mp4', 'turned-vfr.mp4', 'no-index.mkv'] as const;
type Name = (typeof NAMES)[number];
const RECORDED_AT = '2026-03-01T10:00:00.000Z';
/** Pixels of the video. */
const TOLERANCE = 2;

describe('The player of the page', () => {
  const folder = suiteFolder();
  const clips = new Map<Name, MarkedClip>();
  let marked: MarkedPage;
  before(async function () {
    for (const name of NAMES) clips.set(name, MARKED_CLIPS[name](folder));
    const runs = NAMES.map((name, index) => ({ runId: `r-${index}`, clip: clips.get(name)!, recordedAt: RECORDED_AT }));
    const sampled = { runId: 'sampled', clip: clips.get('even.mp4')!, recordedAt: RECORDED_AT, every: 5 };
    marked = await MarkedPage.start(this, folder, [sampled, ...runs]);
  });
  afterEach(() => marked?.leave());
  after(() => marked?.close());

  /** Opens the player at a time, and gives it the keys. */
  async function open(name: Name, more = ''): Promise<Page> {
    const page = await marked.open(`view=player&open=r-${NAMES.indexOf(name)}${more}`);
    await says(page, '.player-what', 'Frame');
    await page.focus('.player');
    return page;
  }

  async function shows(page: Page, frameIndex: number): Promise<void> {
    await says(page, '.player-what', `Frame ${frameIndex}: 1 mark`);
  }

  /** Boxes over the picture, and the picture without them, beside what is stored, in pixels of the video. */
  async function requireExact(page: Page, clip: MarkedClip, frameIndex: number): Promise<void> {
    const expected = clip.boxOf(frameIndex);
    const drawn = await pictureOf(page, '.player-picture');
    const scale = drawn.width / clip.width;
    const colour = colourOf('mark');
    const lines = extentOf(drawn, (one) => isNear(one, colour))!;
    await page.keyboard.press('b');
    const seen = extentOf(await pictureOf(page, '.player-picture'), isWhite)!;
    await page.keyboard.press('b');
    for (const [index, edge] of expected.entries()) {
      const half = index < 2 ? 1 : -1; // the middle of a line lies on the edge
      const [line, white] = [(lines[index]! + half) / scale, seen[index]! / scale];
      const text = `frame ${frameIndex}, edge ${index}: stored ${edge}, line ${line}, picture ${white}`;
      assert.ok(Math.abs(line - edge) <= TOLERANCE && Math.abs(white - edge) <= TOLERANCE, text);
    }
  }

  for (const name of NAMES) {
    it(`draws each box where the thing is in ${name}: in the first, a middle and the last frame`, async () => {
      const clip = clips.get(name)!;
      const page = await open(name);
      await page.keyboard.press('n'); // names would stand over the picture
      const middle = Math.floor(clip.frames / 2) + 1;
      await shows(page, 0);
      await requireExact(page, clip, 0);
      await page.keyboard.press('End');
      await shows(page, clip.frames - 1);
      await requireExact(page, clip, clip.frames - 1);
      const { ptsSeconds } = await placeOf(marked, `r-${NAMES.indexOf(name)}`, middle);
      await page.evaluate((at: number) => {
        location.hash = location.hash.replace(/at=[^&]*/, `at=${at}`);
      }, ptsSeconds);
      await shows(page, middle);
      await requireExact(page, clip, middle);
      for (const next of [middle + 1, middle + 2]) {
        await page.keyboard.press('ArrowRight');
        await shows(page, next);
      }
      await requireExact(page, clip, middle + 2);
      await page.keyboard.press('ArrowLeft');
      await shows(page, middle + 1);
      await requireExact(page, clip, middle + 1);
      if (name !== 'no-index.mkv') assert.ok(await page.$('.player-picture video'), 'the browser plays it itself');
      marked.shown.requireClean();
    });
  }

  it('goes through the frames that were not looked at too, and says that they were not', async () => {
    const page = await marked.open('view=player&open=sampled&at=1');
    await says(page, '.player-what', 'Frame 10: 1 mark');
    await page.focus('.player');
    for (const frameIndex of [11, 12, 13, 14]) {
      await page.keyboard.press('ArrowRight');
      await says(page, '.player-what', `Frame ${frameIndex}: not looked at`);
    }
    const colour = colourOf('mark');
    assert.ok(
      extentOf(await pictureOf(page, '.player-picture'), (one) => isNear(one, colour)),
      'a held box',
    );
    await page.keyboard.press('ArrowRight');
    await says(page, '.player-what', 'Frame 15: 1 mark');
    marked.shown.requireClean();
  });

  it('plays, and stands at the frame that is seen when it is paused', async () => {
    for (const name of ['even.mp4', 'turned-vfr.mp4'] as const) {
      const page = await open(name);
      await page.keyboard.press('n');
      await page.keyboard.press('Space');
      await page.waitForFunction(
        () => Number(/frame (\d+)/.exec(document.querySelector('.player-where')!.textContent!)?.[1]) > 8,
      );
      await page.keyboard.press('Space');
      await says(page, '.player-what', '1 mark');
      await page.waitForFunction(() => {
        const [where, what] = ['.player-where', '.player-what'].map((one) => document.querySelector(one)!.textContent!);
        return /frame (\d+)/.exec(where!)?.[1] === /Frame (\d+)/.exec(what!)?.[1];
      });
      const text = await page.$eval('.player-what', (one) => one.textContent ?? '');
      await requireExact(page, clips.get(name)!, Number(/Frame (\d+)/.exec(text)![1]));
      marked.shown.requireClean();
    }
  });

  it('keeps stars and notes on frames, and a link leads back to one', async () => {
    const page = await open('even.mp4');
    await page.keyboard.press('ArrowRight');
    await shows(page, 1);
    await page.keyboard.press('s');
    await says(page, '.note-star', '★');
    await page.keyboard.press('m');
    await page.type('.note-form textarea', 'the mark, s and b are letters here');
    await page.locator('aria/Save note').click();
    await says(page, '.note-list', 'the mark, s and b are letters here');
    await says(page, '.note-form', 'Saved.');
    await page.waitForFunction(() => /at=0\.1/.test(location.hash));
    await page.reload();
    await shows(page, 1);
    await says(page, '.note-star', '★');
    await page.focus('.player');
    await page.keyboard.press('End');
    await shows(page, 59);
    await says(page, '.note-star', '☆');
    await page.locator('.note-list button').click();
    await shows(page, 1);
    await page.locator('.note-star').click();
    await says(page, '.note-star', '☆');
    marked.shown.requireClean();
  });

  it('draws tracks with their ways, and says so', async () => {
    const page = await open('even.mp4', '&at=3');
    await shows(page, 30);
    await page.keyboard.press('b');
    await page.keyboard.press('t');
    await says(page, '.player-bar [aria-pressed="true"]', 'Tracks');
    await page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.player-overlay')!;
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
      copy.drawImage(canvas, 0, 0);
      return copy.getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0);
    });
    assert.deepEqual(await usabilityFaults(page), []);
    marked.shown.requireClean();
  });

  it('plays several videos of one moment side by side, together', async () => {
    const page = await marked.open(`view=moment&moment=2026-03-01T10:00:02.000Z`);
    await says(page, '.moment-clock', '10:00:02.000');
    await page.waitForFunction(
      () => [...document.querySelectorAll('.player-what')].filter((one) => /Frame/.test(one.textContent!)).length === 3,
    );
    const words = () => page.$$eval('.player-what', (all) => all.map((one) => one.textContent ?? ''));
    assert.ok((await words()).some((one) => one.startsWith('Frame 20:')));
    await page.locator('aria/Next frame').click();
    await says(page, '.moment-clock', '10:00:02.100');
    await page.locator('aria/Play all').click();
    await page.waitForFunction(
      () => Number(/:0(\d)\./.exec(document.querySelector('.moment-clock')!.textContent!)?.[1]) >= 3,
    );
    await page.locator('aria/Pause all').click();
    const seconds = await page.$$eval('.player-where', (all) =>
      all.map((one) => Number(/:0?(\d+\.\d+)/.exec(one.textContent!)![1])),
    );
    assert.ok(Math.max(...seconds) - Math.min(...seconds) < 0.6, `${seconds}`);
    assert.deepEqual(await usabilityFaults(page), []);
    marked.shown.requireClean();
  });

  it('shows the videos of another moment that is chosen, also after one of which there are none', async () => {
    const page = await marked.open(`view=moment&moment=2026-03-02T10:00:00.000Z`);
    await says(page, '.moment-view', 'No video whose time is known was looked at around 2026-03-02T10:00:00.000Z.');
    await page.$eval('.moment-view input', (one) => {
      (one as HTMLInputElement).value = '2026-03-01T10:00:02';
    });
    await page.locator('aria/Go there').click();
    await says(page, '.moment-clock', '10:00:02.000');
    await page.waitForFunction(() => document.querySelectorAll('.side-by-side .player').length === 3);
    marked.shown.requireClean();
  });

  it('tells of a source that is gone or another by now, and shows the boxes all the same', async () => {
    const { path } = clips.get('even.mp4')!;
    const away = `${path}.away`;
    renameSync(path, away);
    try {
      let page = await open('even.mp4');
      await says(page, '.player-fault', 'nothing is left of it');
      await page.keyboard.press('ArrowRight');
      await shows(page, 1);
      marked.shown.requireClean([410]);
      writeFileSync(path, 'another file of the same name');
      page = await open('even.mp4');
      await shows(page, 0);
      await says(page, '.player-fault', 'source');
      const colour = colourOf('mark');
      assert.ok(extentOf(await pictureOf(page, '.player-picture'), (one) => isNear(one, colour)));
      marked.shown.requireClean([410]);
    } finally {
      renameSync(away, path);
    }
    const page = await open('even.mp4');
    await shows(page, 0);
    assert.equal(await page.$eval('.player-fault', (one) => (one as HTMLElement).hidden), true);
    marked.shown.requireClean();
  });
});

async function placeOf({ store }: MarkedPage, runId: string, frameIndex: number): Promise<{ ptsSeconds: number }> {
  for await (const rows of await store.reader.frames({ run: runId })) {
    const found = rows.find((row) => row.frameIndex === frameIndex);
    if (found) return found;
  }
  throw new Error(`no frame ${frameIndex}`);
}
