import { readdirSync } from 'node:fs';
import { setImmediate as afterTimers, setTimeout as sleep } from 'node:timers/promises';
import { processesNaming } from '../fixtures/processes.ts';
import { openHandles } from './open-handles.ts';
import { runFolder } from './run-folder.ts';

/** BullMQ's look for stalled jobs waits 5 s after Redis refused it, also where its worker is closed meanwhile. */
const PATIENCE_MS = 30_000;

/** What is there and may be, or was complained of before; at first what mocha itself has open. */
const known = found();

/**
 * Handles that are open, processes that run and temporary files that lie about, each in a line, once there are none or the
 * time is over: what was just closed may take a moment to be gone. Each is told once.
 *
 * @param expected - lines that there may be
 */
export async function leftBehind(expected: readonly string[], patienceMs = PATIENCE_MS): Promise<string[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    await afterTimers(); // a timer that has just ended counts until then
    const left = without(found(), [...known, ...expected]);
    if (left.length > 0 && Date.now() < deadline) {
      await sleep(20);
      continue;
    }
    known.push(...left);
    return left;
  }
}

function found(): string[] {
  return [
    ...openHandles().map((type) => `open handle: ${type}`),
    ...processesNaming(runFolder).map(({ pid, command }) => `process ${pid}: ${command.slice(0, 200)}`),
    ...readdirSync(runFolder).map((name) => `temporary file: ${name}`),
  ];
}

/** The elements of a list but for those of another, one for one. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...list];
  for (const one of other) {
    const index = rest.indexOf(one);
    if (index >= 0) rest.splice(index, 1);
  }
  return rest;
}
