import { setTimeout as delay } from 'node:timers/promises';

/** Waits; returns at once, without an error, when the signal comes. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
