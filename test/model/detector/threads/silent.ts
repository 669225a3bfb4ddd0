import { parentPort } from 'node:worker_threads';

// A model's thread that loads, and never answers.
parentPort?.on('message', (message: object) => {
  if ('model' in message) parentPort?.postMessage({ cacheFault: null });
});
