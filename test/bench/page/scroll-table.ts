import type { Page } from 'puppeteer-core';
import { frameTimes } from './watch-frames.ts';

const NOTCHES = 60;
const NOTCH_PX = 240;
const JUMPS = 15;

/** Scrolls the table with the wheel, and by its bar to places far apart. */
export async function scrollTable(
  page: Page,
  origin: string,
): Promise<{ frames: readonly number[]; jumps: readonly number[] }> {
  await page.goto(`${origin}/#tz=UTC&view=table`);
  await page.waitForSelector('.rows .row .swatch');
  await page.waitForNetworkIdle();
  const { x, y } = await (await page.waitForSelector('.grid'))!.clickablePoint();
  await page.mouse.move(x, y);
  const jumps: number[] = [];
  const frames = await frameTimes(page, async () => {
    for (let notch = 0; notch < NOTCHES; notch++) await page.mouse.wheel({ deltaY: NOTCH_PX });
    for (let jump = 1; jump <= JUMPS; jump++) jumps.push(await jumpMs(page, ((jump * 7) % JUMPS) / JUMPS));
  });
  return { frames, jumps };
}

/** From moving the bar to the first picture with all rows that are seen there. */
async function jumpMs(page: Page, share: number): Promise<number> {
  return (await page.evaluate(`(async () => {
    const grid = document.querySelector('.grid');
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const isThere = () => {
      const { top, bottom } = grid.getBoundingClientRect();
      const seen = [...grid.querySelectorAll('.rows .row')].filter((row) => {
        const box = row.getBoundingClientRect();
        return box.bottom > top && box.top < bottom;
      });
      return seen.length > 5 && seen.every((row) => row.querySelector('.swatch') !== null);
    };
    const began = performance.now();
    grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * ${share};
    await frame();
    while (!isThere()) await frame();
    await frame();
    return performance.now() - began;
  })()`)) as number;
}
