import assert from 'node:assert/strict';
import type { Page } from 'puppeteer-core';
import type { Detection } from '../../../shared/detection.ts';
import { colourOf } from '../../../shared/label-colour.ts';
import { usabilityFaults } from '../../fixtures/browser.ts';
import { MARKED_CLIPS } from '../../fixtures/marked-clips.ts';
import { MarkedPage, says } from '../../fixtures/marked-page.ts';
import { markAt } from '../../fixtures/marked-store.ts';
import { extentOf, isNear, pictureOf } from '../../fixtures/screenshot.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

const OTHER: Detection = { box: [200, 10, 240, 50], confidence: 0.5, classId: 1, label: 'other' };

describe('Heat maps and comparisons of the page', () => {
  const folder = suiteFolder();
  let marked: MarkedPage;
  before(async function () {
    const clip = MARKED_CLIPS['even.mp4'](folder);
    const seen = (frameIndex: number) => markAt(clip.boxOf(frameIndex));
    marked = await MarkedPage.start(this, folder, [
      { runId: 'first', clip, boxesOf: (index) => (index < 10 ? [] : [seen(index)]) },
      { runId: 'second', clip, boxesOf: (index) => (index < 50 ? [seen(index)] : [seen(index), OTHER]) },
    ]);
  });
  afterEach(() => marked?.leave());
  after(() => marked?.close());

  const open = async (state: string, ready: string): Promise<Page> => {
    const page = await marked.open(state);
    await page.waitForSelector(ready);
    return page;
  };

  it('show where things were found, by label and by what of a box counts, in words too', async () => {
    const page = await open('view=heat-map&open=second', '.heat-map option:nth-child(3)');
    await says(page, '.heat-map p', '70 in all');
    // the videos of the only place are shown, and said to be
    assert.equal(await page.$eval('.sources .fold', (fold) => fold.getAttribute('aria-expanded')), 'true');
    const lit = () =>
      page.$eval('.heat-cells', (canvas) => {
        const { width, height } = canvas as HTMLCanvasElement;
        const copy = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
        copy.drawImage(canvas as HTMLCanvasElement, 0, 0);
        const { data } = copy.getImageData(0, 0, width, height);
        const cells: number[] = [];
        for (let at = 0; at < width * height; at++) if (data[4 * at + 3]! > 0) cells.push(at);
        return cells.map((at) => [at % width, Math.floor(at / width)]);
      });
    assert.ok((await lit()).length > 10);
    await page.select('.heat-map select', 'other');
    await says(page, '.heat-map p', '10 in all: top right 100 %');
    // the middle of the lower edge is (220, 50) of 320 × 240: of 64 × 36 cells the one at (44, 7)
    assert.deepEqual(await lit(), [[44, 7]]);
    await page.select('.heat-map label:nth-of-type(2) select', 'box');
    await page.waitForFunction(() => /^(?!10 in all)/.test(document.querySelector('.heat-map p')!.textContent!));
    assert.equal(await page.$eval('.heat-map select', (one) => (one as HTMLSelectElement).value), 'other');
    assert.equal((await lit()).length, 8 * 7);
    assert.deepEqual(await usabilityFaults(page), []);
    marked.shown.requireClean();
  });

  it('compare two runs: counts of each label, what only one has found, and its boxes over the frame', async () => {
    const page = await open('view=compare&open=first&beside=second', '.compare tbody tr');
    const cells = await page.$$eval('.compare tbody tr', (rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
    assert.deepEqual(cells, [
      ['mark', '50', '60', '10'],
      ['other', '0', '10', '10'],
    ]);
    const lists = () =>
      page.$$eval('.compare-list', (all) =>
        all.map((one) => [one.querySelector('h3')!.textContent, one.querySelectorAll('li').length]),
      );
    assert.deepEqual(await lists(), [
      ['Only in first 0', 0],
      ['Only in second 20', 20],
    ]);
    await says(page, '.player-what', 'Frame 0');
    await page.locator('.compare-list:nth-child(2) li:last-child button').click();
    await says(page, '.player-what', 'Frame 59');
    const found = extentOf(await pictureOf(page, '.player-picture'), (one) => isNear(one, colourOf('other')));
    assert.ok(found, 'the box of the second run is drawn');
    assert.deepEqual(await usabilityFaults(page), []);
    marked.shown.requireClean();
  });
});
