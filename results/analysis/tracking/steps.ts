import { setImmediate as nextTurn } from 'node:timers/promises';

/** Long work that can be laid down between any two steps. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Does all of it at once. */
export function resultOf<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does it in slices, between which others on the same thread have their turn. */
export async function inSlices<T>(steps: Steps<T>, sliceMs: number): Promise<T> {
  for (;;) {
    const end = performance.now() + sliceMs;
    do {
      const step = steps.next();
      if (step.done) return step.value;
    } while (performance.now() < end);
    await nextTurn();
  }
}
