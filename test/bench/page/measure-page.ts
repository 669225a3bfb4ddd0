import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'puppeteer-core';
import { median } from '../../../model/runtime/paired-times.ts';
import { closePage, openPage } from '../../fixtures/browser.ts';
import { scrollTable } from './scroll-table.ts';
import { zoomTimelines } from './zoom-timelines.ts';

export interface Measured {
  readonly what: string;
  readonly medianMs: number;
  readonly worstMs: number;
}

const OPENINGS = 5;
const PASSES = 3;

/** States that each differ from the one before by one filter. */
const CHANGES = [
  'label=person',
  'label=person,dog',
  'label=person,dog&minConfidence=0.5',
  'label=person,dog&minConfidence=0.7',
  'minConfidence=0.7',
  'minConfidence=0.7,dog=0.4',
  'timeOfDay=22:00-06:00',
  'timeOfDay=22:00-06:00&weekday=sat,sun',
  'since=2026-03-09&until=2026-03-16',
  'since=2026-03-09&until=2026-03-16&label=car',
  'video=/videos/camera-1/*',
  'video=/videos/camera-1/*,/videos/camera-2/*&label=dog',
  'zone=0,50,100,100%',
  'run=r501',
  'run=r501&from=5&to=20',
  '',
];

/** Times from what somebody does to the picture of the answer, on the page itself. */
export async function measurePage(browser: Browser, origin: string): Promise<Measured[]> {
  const first: number[] = [];
  for (let opening = 0; opening < OPENINGS; opening++) first.push(await openingMs(browser, origin));
  const watched = await openPage(browser, origin);
  const { page } = watched;
  await page.setCacheEnabled(false); // no question is answered by what the browser has kept of the same one
  await page.goto(`${origin}/#tz=UTC`);
  await isShown(page);
  const changes: number[] = [];
  const whole: number[] = [];
  for (let pass = 0; pass < PASSES; pass++) {
    for (const state of CHANGES) {
      const { timelineMs, allMs } = await changeMs(page, state);
      changes.push(timelineMs);
      whole.push(allMs);
    }
  }
  const zoomed = await zoomTimelines(page, origin);
  const scrolled = await scrollTable(page, origin);
  const heapMb = await memoryMb(page);
  const tabMb = await rendererMb(browser);
  watched.requireClean();
  await closePage(watched);
  const row = (what: string, times: readonly number[]): Measured => ({
    ...{ what, medianMs: Math.round(median([...times])), worstMs: Math.round(Math.max(...times)) },
  });
  return [
    row('first view', first),
    row('a filter change, to the timelines', changes),
    row('a filter change, to days and counts too', whole),
    row('a zoom of the timelines', zoomed.zooms),
    row('from picture to picture while timelines are zoomed', zoomed.frames),
    row('rows after a jump in the table', scrolled.jumps),
    row('from picture to picture while the table is scrolled', scrolled.frames),
    row('memory of the page, MiB of JavaScript', [heapMb]),
    row("memory of the tab's process, MiB of its own", [tabMb]),
  ];
}

async function openingMs(browser: Browser, origin: string): Promise<number> {
  const watched = await openPage(browser, origin);
  const began = performance.now();
  await watched.page.goto(`${origin}/#tz=UTC`);
  await isShown(watched.page);
  const ms = performance.now() - began;
  watched.requireClean();
  await closePage(watched);
  return ms;
}

/** Timelines, days and labels are there. */
async function isShown(page: Page): Promise<void> {
  await page.waitForSelector('.lane canvas');
  await page.waitForSelector('.day.has-material');
  await page.waitForSelector('.labels li');
}

/** Sets the link, as a filter does, and waits for the answer to be drawn. */
async function changeMs(page: Page, state: string): Promise<{ timelineMs: number; allMs: number }> {
  const result = (await page.evaluate(`(async () => {
    const panel = document.querySelector('.timeline');
    const began = performance.now();
    location.hash = ${JSON.stringify(`tz=UTC&${state}`)};
    await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    while (panel.getAttribute('aria-busy') === 'true') await frame();
    await frame();
    return performance.now() - began;
  })()`)) as number;
  const began = performance.now();
  await page.waitForNetworkIdle({ idleTime: 20 });
  return { timelineMs: result, allMs: result + Math.max(0, performance.now() - began - 20) };
}

async function memoryMb(page: Page): Promise<number> {
  const session = await page.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize = 0 } = await page.metrics();
  await session.detach();
  return JSHeapUsedSize / 2 ** 20;
}

/** What the largest renderer has that no other process shares: there is one tab. */
async function rendererMb(browser: Browser): Promise<number> {
  const session = await browser.target().createCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const own = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  return Math.max(...own);
}
