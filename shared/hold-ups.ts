/** What can hold a run up, in words: `detect`, `produce` and the results service say it alike. */
export const HOLD_UPS = {
  redisGone: (reason: string) => `Redis does not answer (${reason})`,
  redisFull: () => 'Redis is full: what it holds has reached its `maxmemory`',
  serviceGone: (reason: string) => `the results service does not answer (${reason})`,
  storeFailing: (reason: string) => `the results service cannot store what is found (${reason})`,
  noWorker: () => 'no worker is running (`framefleet worker` starts one)',
  noModel: (refusal: string) => `no worker can run the model (${refusal})`,
  cameraSilent: (runId: string, sinceAt: string, reason: string) =>
    `the camera of run \`${runId}\` gives nothing (since ${sinceAt}: ${reason})`,
} as const;
