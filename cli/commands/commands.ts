import type { CommandList } from '../add-commands.ts';

/** The commands, in the order in which help lists them; the last is what `detect` starts for itself. */
export const COMMANDS: CommandList = {
  demo: [
    'detect objects in a bundled clip with a bundled network, and show what can be asked: nothing to download',
    () => import('./demo.ts'),
  ],
  detect: [
    'detect objects in videos and cameras on this machine, and store what is found',
    () => import('./detect.ts'),
  ],
  watch: ['detect objects in the videos that come into a folder, once each is complete', () => import('./watch.ts')],
  predict: ['detect objects in single pictures, before all recordings', () => import('./predict.ts')],
  runs: ['list the runs of the store and their state', () => import('./runs.ts')],
  query: ['list stored detections', () => import('./query.ts')],
  count: ['count stored detections', () => import('./count.ts')],
  segments: ['list the stretches in which something is seen', () => import('./segments.ts')],
  tracks: ['list objects: detections joined over time', () => import('./tracks.ts')],
  visits: ['list how long objects stayed in zones', () => import('./visits.ts')],
  crossings: ['list which objects went over lines', () => import('./crossings.ts')],
  open: ['show what was found in a browser: a page to explore it', () => import('./open.ts')],
  export: ['write stored detections as other programs take them', () => import('./export.ts')],
  snapshots: ['write the best frames of a question as pictures', () => import('./snapshots.ts')],
  sheet: ['put the best frames of a question on one sheet', () => import('./sheet.ts')],
  clips: ['cut the stretches in which something is seen out of their videos', () => import('./clips.ts')],
  redact: ['copy videos with what was seen in them blurred or filled', () => import('./redact.ts')],
  report: ['write what was found as one page of HTML', () => import('./report.ts')],
  lake: [
    'keep complete runs as Parquet files, which DuckDB, pandas or Spark read as tables',
    () => import('./lake.ts'),
  ],
  sql: ['ask what no other command asks: a SELECT over views of the store', () => import('./sql.ts')],
  model: ['list, pull, import, inspect, quantise, score and compare models', () => import('./model/model.ts')],
  produce: ['put the frames of videos and cameras on the queue of a fleet', () => import('./produce.ts')],
  worker: ['run one worker process, against REDIS_URL', () => import('./worker.ts')],
  serve: ['run the results service: ingest and HTTP', () => import('./serve.ts')],
  study: [
    'measure what capture, inference, processes and storing cost on this machine, and how workers scale',
    () => import('./study.ts'),
  ],
  complete: ['let bash, zsh or fish complete what is typed', () => import('./complete.ts')],
  daemon: ['', () => import('./daemon.ts')],
};
