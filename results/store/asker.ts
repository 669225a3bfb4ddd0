import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * Aborted when whoever asked has left, so that the work for his answer ends; set around the work for one question, wherever in it the
 * store is asked.
 */
export const asker = new AsyncLocalStorage<AbortSignal>();
