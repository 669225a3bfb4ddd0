import { setTimeout as delay } from 'node:timers/promises';
import type { Pace } from './pace.ts';

const LOOK_INTERVAL_MS = 100;

/**
 * Begins some things in the order in which they come, as the pace says, and follows all of them to their ends.
 *
 * @param run - calls `onQueued` when what it does costs little from there on: then the next may be begun
 * @param stop - from then on the rest is begun at once, to end as soon as it begins
 * @throws what the first `run` threw that did, once all have ended
 */
export async function runAtOnce<T>(
  things: Iterable<T> | AsyncIterable<T>,
  run: (thing: T, onQueued: () => void) => Promise<void>,
  pace: Pace,
  stop: AbortSignal,
): Promise<void> {
  const decoding = new Set<T>();
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let wake = (): void => undefined;
  const released = (thing: T): void => {
    if (decoding.delete(thing)) wake();
  };
  const follow = async (thing: T): Promise<void> => {
    try {
      await run(thing, () => released(thing));
    } catch (error) {
      failures.push(error);
    } finally {
      released(thing);
    }
  };
  const mayBegin = async () => underWay.size < pace.mostUnderWay && (await pace.wantsAnother(decoding.size));
  for await (const thing of things) {
    while (!stop.aborted && failures.length === 0 && !(await mayBegin())) {
      const timer = new AbortController();
      const change = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const look = delay(LOOK_INTERVAL_MS, undefined, { signal: timer.signal }).catch(() => undefined);
      await Promise.race([change, look]);
      timer.abort();
    }
    if (failures.length > 0) break;
    decoding.add(thing);
    const over: Promise<void> = follow(thing).finally(() => {
      underWay.delete(over);
      wake();
    });
    underWay.add(over);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
}
