import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { closePage, openPage } from '../../fixtures/browser.ts';

const VIEWS = {
  overview: '',
  table: 'view=table',
  one: 'run=r20',
  week: 'since=2026-03-09&until=2026-03-16&label=person,car,dog',
};
const WINDOWS = { narrow: [360, 800], desk: [1280, 860], wide: [2560, 1300] } as const;

/** Pictures of every view in every window, light and dark: to be looked at. */
export async function takePictures(browser: Browser, origin: string, folder: string): Promise<void> {
  for (const [window, [width, height]] of Object.entries(WINDOWS)) {
    for (const isDark of [false, true]) {
      for (const [view, state] of Object.entries(VIEWS)) {
        const watched = await openPage(browser, origin, { width, height, isDark });
        const { page } = watched;
        await page.goto(`${origin}/#tz=UTC&${state}`);
        await page.waitForSelector('.labels li');
        await page.waitForNetworkIdle({ idleTime: 200 });
        const path = join(folder, `page-${view}-${window}${isDark ? '-dark' : ''}.png`) as `${string}.png`;
        await page.screenshot({ path, fullPage: window === 'narrow' });
        watched.requireClean();
        await closePage(watched);
      }
    }
  }
}
