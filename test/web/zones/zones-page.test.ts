import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'puppeteer-core';
import { parseZonesFile } from '../../../results/analysis/zones/zones-file.ts';
import { usabilityFaults } from '../../fixtures/browser.ts';
import { MARKED_CLIPS } from '../../fixtures/marked-clips.ts';
import { MarkedPage, says } from '../../fixtures/marked-page.ts';
import { extentOf, isWhite, pictureOf } from '../../fixtures/screenshot.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

describe('Zones drawn in the page', () => {
  const folder = suiteFolder();
  let marked: MarkedPage;
  before(async function () {
    marked = await MarkedPage.start(this, folder, [{ runId: 'r-0', clip: MARKED_CLIPS['even.mp4'](folder) }]);
  });
  afterEach(() => marked?.leave());
  after(() => marked?.close());

  const open = async (): Promise<Page> => {
    const page = await marked.open('view=zones&open=r-0');
    await page.waitForSelector('.zone-drawing');
    return page;
  };
  const saved = () => parseZonesFile(readFileSync(join(folder, 'zones.yaml'), 'utf8')).videos['even.mp4']!;
  /** Clicks a place of the picture, in per cent of it. */
  const clickAt = async (page: Page, [x, y]: readonly [number, number]): Promise<void> => {
    const drawing = (await page.$('.zone-drawing'))!;
    await drawing.scrollIntoView();
    const box = (await drawing.boundingBox())!;
    await page.mouse.click(box.x + (box.width * x) / 100, box.y + (box.height * y) / 100);
  };

  it('are drawn with the pointer over a frame, and saved in per cent', async () => {
    const page = await open();
    assert.ok(extentOf(await pictureOf(page, '.zone-board'), isWhite), 'the frame lies below');
    await page.locator('aria/New zone').click();
    const corners = [
      [10, 20],
      [60, 20],
      [60, 80],
    ] as const;
    for (const corner of corners) await clickAt(page, corner);
    assert.equal((await page.$$('.shape-handle')).length, 3);
    assert.deepEqual(await usabilityFaults(page), []);
    await page.locator('aria/Save').click();
    await says(page, '.zone-said', 'zone 1 is saved.');
    for (const [index, [x, y]] of corners.entries()) {
      const [left, top] = saved().zones['zone 1']!.points[index]!;
      assert.deepEqual([left.unit, top.unit], ['percent', 'percent']);
      assert.ok(Math.abs(left.value - x) < 0.5 && Math.abs(top.value - y) < 0.5, `${left.value} ${top.value}`);
    }
    marked.shown.requireClean();
  });

  it('are drawn and changed by keyboard alone', async () => {
    const page = await open();
    await page.focus('aria/New line');
    await page.keyboard.press('Enter');
    for (let end = 0; end < 2; end++) {
      await page.focus('aria/Add a corner');
      await page.keyboard.press('Enter');
    }
    await page.focus('aria/First end, % from the left');
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.keyboard.type('25.5');
    await page.keyboard.press('Tab');
    await page.$eval('.shape-handle', (handle) => (handle as unknown as SVGElement).focus());
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowLeft'] as const) await page.keyboard.press(key);
    await page.keyboard.down('Shift');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.up('Shift');
    assert.match(
      await page.evaluate(() => document.activeElement!.getAttribute('aria-label')!),
      /^First end: 24\.5 % from the left, 42\.1 % from the top/,
    );
    await page.focus('aria/Save');
    await page.keyboard.press('Enter');
    await says(page, '.zone-said', 'line 1 is saved.');
    const { from, to } = saved().lines['line 1']!;
    assert.deepEqual([from[0].value, from[1].value], [24.5, 42.1]);
    assert.notDeepEqual(from, to);
    assert.ok(saved().zones['zone 1'], 'the zone of before is still there');
    marked.shown.requireClean();
  });

  it('are renamed, and deleted', async () => {
    const page = await open();
    await page.locator('.zone-list button').click();
    await page.locator('.zone-form [name="name"]').fill('lawn');
    await page.locator('aria/Save').click();
    await says(page, '.zone-said', 'lawn is saved.');
    assert.deepEqual(Object.keys(saved().zones), ['lawn']);
    await page.locator('.zone-list button').click();
    await page.locator('aria/Delete').click();
    await says(page, '.zone-said', 'lawn is deleted.');
    assert.deepEqual(Object.keys(saved().zones), []);
    marked.shown.requireClean();
  });

  it('are asked about anew once they are changed', async () => {
    const corners = '[[0%, 0%], [100%, 0%], [100%, 100%], [0%, 100%]]';
    writeFileSync(join(folder, 'zones.yaml'), `videos:\n  even.mp4:\n    zones:\n      yard: { points: ${corners} }\n`);
    const page = await marked.open('view=zones&open=r-0&zone=yard');
    await says(page, '.labels .count', '60');
    await page.locator('.zone-list button').click();
    for (const corner of [2, 3]) await page.locator(`aria/Corner ${corner}, % from the left`).fill('51');
    await page.locator('aria/Save').click();
    await says(page, '.zone-said', 'yard is saved.');
    const { rows } = await marked.store.reader.cursor({ zone: '0,0,51,100%' });
    assert.ok(rows > 0 && rows < 60);
    await says(page, '.labels .count', String(rows));
    await page.locator('aria/Overview').click();
    await says(page, '.span', `: ${rows} detections.`);
    marked.shown.requireClean();
  });

  it('are not saved where they lack something, nor over what somebody else has changed', async () => {
    const page = await open();
    await page.locator('aria/New zone').click();
    await clickAt(page, [10, 10]); // in the zone of before: it is a corner all the same
    await page.locator('aria/Save').click();
    await says(page, '.zone-said', 'at least three corners');
    await clickAt(page, [50, 10]);
    await clickAt(page, [50, 50]);
    const path = join(folder, 'zones.yaml');
    const text = `${existsSync(path) ? readFileSync(path, 'utf8') : ''}# by hand\n`;
    writeFileSync(path, text);
    await page.locator('aria/Save').click();
    await says(page, '.zone-said', 'somebody else has changed them');
    assert.equal(readFileSync(path, 'utf8'), text);
    marked.shown.requireClean([409]);
  });
});
