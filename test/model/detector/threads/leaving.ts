import { parentPort } from 'node:worker_threads';

// A model's thread that ends before it has loaded.
parentPort?.once('message', () => process.exit(3));
