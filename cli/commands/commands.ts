import type { CommandEntry } from '../command-table.ts';

/** The commands, in the order in which help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    description:
      'detect objects in a bundled clip with a bundled network, and show what can be asked: nothing to download',
    load: async () => (await import('./demo.ts')).demoCommand,
  },
  {
    name: 'detect',
    description: 'detect objects in videos and cameras on this machine, and store what is found',
    load: async () => (await import('./detect.ts')).detectCommand,
  },
  {
    name: 'runs',
    description: 'list the runs of the store and their state',
    load: async () => (await import('./runs.ts')).runsCommand,
  },
  {
    name: 'query',
    description: 'list stored detections',
    load: async () => (await import('./query.ts')).queryCommand,
  },
  {
    name: 'count',
    description: 'count stored detections',
    load: async () => (await import('./count.ts')).countCommand,
  },
  {
    name: 'model',
    description: 'list, pull, import, inspect, quantise, score and compare models',
    load: async () => (await import('./model/model.ts')).modelCommand,
  },
  {
    name: 'produce',
    description: 'put the frames of videos and cameras on the queue of a fleet',
    load: async () => (await import('./produce.ts')).produceCommand,
  },
  {
    name: 'worker',
    description: 'run one worker process, against REDIS_URL',
    load: async () => (await import('./worker.ts')).workerCommand,
  },
  {
    name: 'serve',
    description: 'run the results service: ingest and HTTP',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  {
    name: 'daemon',
    description: 'what `detect` starts for itself and others of its home',
    isHidden: true,
    load: async () => (await import('./daemon.ts')).daemonCommand,
  },
];
