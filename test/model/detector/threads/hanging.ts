import { openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

// A model's thread that loads, and hangs in a call of the system when it is sent frames: a pipe that nobody writes.
parentPort?.on('message', (message: object) => {
  if ('model' in message) parentPort?.postMessage({ cacheFault: null });
  else openSync(workerData, 'r');
});
