import type { Page } from 'puppeteer-core';
import { frameTimes } from './watch-frames.ts';

const ROUNDS = 4;

/** Looks more closely at stretches that are marked with the mouse, then by keys, and back at all of it. */
export async function zoomTimelines(
  page: Page,
  origin: string,
): Promise<{ frames: readonly number[]; zooms: readonly number[] }> {
  await page.goto(`${origin}/#tz=UTC`);
  await page.waitForSelector('.lane canvas');
  await page.waitForNetworkIdle();
  await page.evaluate(WATCH_ZOOMS);
  const zooms: number[] = [];
  const shown = async (): Promise<void> => {
    const ms = (await page.waitForFunction('window.zoomedMs')).jsonValue() as Promise<number>;
    zooms.push(await ms);
  };
  const frames = await frameTimes(page, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      for (const [from, to] of [
        [0.2, 0.6],
        [0.3, 0.8],
        [0.5, 0.9],
      ] as const) {
        await drag(page, from, to);
        await shown();
      }
      await page.focus('.lanes');
      for (const key of ['+', '+', '-', '-', 'Home'] as const) {
        await page.evaluate('window.zoomedMs = 0');
        await page.keyboard.press(key);
        await shown();
      }
    }
  });
  return { frames, zooms };
}

/** Tells how long it was from a key or from letting the mouse go to the picture of the answer. */
const WATCH_ZOOMS = `(() => {
  const panel = document.querySelector('.timeline');
  let began = 0;
  for (const kind of ['mouseup', 'keydown']) addEventListener(kind, () => { began = performance.now(); }, true);
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  new MutationObserver(async () => {
    if (panel.getAttribute('aria-busy') === 'true') return;
    await frame();
    await frame();
    window.zoomedMs = performance.now() - began;
  }).observe(panel, { attributes: true, attributeFilter: ['aria-busy'] });
})()`;

/** Marks a stretch of the timelines, from one share of their width to another. */
async function drag(page: Page, from: number, to: number): Promise<void> {
  const { x, y, width } = (await (await page.waitForSelector('.lane .u-over'))!.boundingBox())!;
  await page.evaluate('window.zoomedMs = 0');
  await page.mouse.move(x + width * from, y + 10);
  await page.mouse.down();
  await page.mouse.move(x + width * to, y + 10, { steps: 12 });
  await page.mouse.up();
}
