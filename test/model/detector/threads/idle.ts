import { parentPort } from 'node:worker_threads';

// A model's thread that never loads.
parentPort?.on('message', () => undefined);
