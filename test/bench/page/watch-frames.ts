import type { Page } from 'puppeteer-core';

/**
 * Times between two pictures of the page on the screen while something is done in it, in ms: as long as one of them is, nothing moves.
 *
 * @param work - does it as somebody would: with the pointer, the wheel, keys
 */
export async function frameTimes(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate(`(() => {
    const frames = { times: [], isOver: false };
    let last = null;
    const frame = (now) => {
      if (last !== null) frames.times.push(now - last);
      last = now;
      if (!frames.isOver) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    window.watchedFrames = frames;
  })()`);
  await work();
  return (await page.evaluate(`(() => {
    window.watchedFrames.isOver = true;
    return window.watchedFrames.times;
  })()`)) as number[];
}
