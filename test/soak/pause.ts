import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a while, or until a signal comes. */
export async function pause(ms: number, until: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal: until }).catch(() => undefined);
}
