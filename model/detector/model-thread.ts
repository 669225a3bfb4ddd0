import { Worker } from 'node:worker_threads';
import type { RuntimeLoaded } from './detector-messages.ts';

let spare: Worker | null = null;

/** Starts the thread of the next model before the model is known: it loads the runtime while this one loads the rest. */
export function prepareThread(): void {
  const thread = start();
  spare = thread;
  // Keeps no process alive while it has no model; but a process that ended while its native code is loaded would be aborted.
  thread.once('message', (_: RuntimeLoaded) => {
    if (spare === thread) thread.unref();
  });
  thread.once('error', () => {
    if (spare === thread) spare = null; // the next one started says why
  });
}

/** A thread that waits for a `DetectorSource`: the one prepared, or a new one. */
export function takeThread(): Worker {
  const thread = spare ?? start();
  spare = null;
  thread.ref();
  return thread;
}

function start(): Worker {
  const entry = new URL('./detector-thread.js', import.meta.url);
  return new Worker(entry, { resourceLimits: { maxYoungGenerationSizeMb: 2 } });
}
