// What looking only where something changes costs and finds, held against runs that look at every frame.
//
//   node dist/test/bench/adaptive/main.js [--data ../shared/data] [--home FOLDER] [--videos a,b] [--model M] [--recall 0.95] [--seeds 10]
//     [--workers N] [--json]
//
// Each seed is a run of its own name, by which the frames are drawn that are audited. A row is a video: the mean over the seeds, how
// often the stated intervals hold the true values, and how much longer the full run took (both commands whole). `still-camera` is made of
// `people`: it stands for minutes before and after.
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RunSummary } from '../../../app/run-summary.ts';
import { plainTable } from '../../../cli/output/table.ts';
import { sureConfidenceOf } from '../../../shared/audit.ts';
import { agreementOfRuns } from '../agreement-of-runs.ts';
import { Commands } from './commands.ts';
import { STILL_CAMERA, stillCamera } from './still-camera.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    home: { type: 'string', default: join(tmpdir(), 'framefleet-adaptive') },
    videos: { type: 'string', default: `bottle-detection,people,traffic,car-detection,${STILL_CAMERA}` },
    model: { type: 'string', default: 'models/yolo-fastest-1.1-xl' },
    recall: { type: 'string', default: '0.95' },
    seeds: { type: 'string', default: '10' },
    workers: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});

const CONFIDENCE = 0.25;
const videos = join(options.data, 'videos');
mkdirSync(options.home, { recursive: true });
const commands = new Commands(options.home, join(options.data, options.model), options.workers);
const rows = options.videos.split(',').map((name) => {
  const path = name === STILL_CAMERA ? stillCamera(videos, options.home) : join(videos, `${name}.mp4`);
  const full = commands.detect(path, `${name}-full`);
  const found = commands.rows(`${name}-full`);
  const seeds = Array.from({ length: Number(options.seeds) }, (_, seed) => {
    const run = `${name}-adaptive-${seed}`;
    const summary = commands.detect(path, run, '--adaptive', '--recall', options.recall);
    return { summary, true: agreementOfRuns(commands.rows(run), found, sureConfidenceOf(CONFIDENCE)) };
  });
  const mean = (of: (seed: (typeof seeds)[number]) => number) =>
    seeds.reduce((sum, seed) => sum + of(seed), 0) / seeds.length;
  const held = (of: (seed: (typeof seeds)[number]) => readonly [low: number, value: number, high: number]) =>
    seeds.map(of).filter(([low, value, high]) => low <= value && value <= high).length;
  const row = {
    ...{ video: name, frames: full.storedFrames },
    inferred: mean(({ summary }) => summary.inferredFrames / summary.storedFrames),
    audited: mean(({ summary }) => summary.audit!.auditedFrames),
    recall: mean((seed) => seed.true.recall),
    precision: mean((seed) => seed.true.precision),
    least: Math.min(...seeds.map((seed) => Math.min(seed.true.recall, seed.true.precision))),
    low: mean(({ summary }) => summary.audit!.recallLow),
    high: mean(({ summary }) => summary.audit!.recallHigh),
    heldRecall: held(({ summary: { audit }, true: { recall } }) => [audit!.recallLow, recall, audit!.recallHigh]),
    heldPrecision: held(({ summary: { audit }, true: { precision } }) => [
      ...([audit!.precisionLow, precision, audit!.precisionHigh] as const),
    ]),
    timesAsFast: full.elapsedSeconds / mean(({ summary }: { summary: RunSummary }) => summary.elapsedSeconds),
  };
  if (options.json) process.stdout.write(`${JSON.stringify(row)}\n`);
  return row;
});
if (!options.json) {
  const cell = (value: string | number) =>
    typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(3) : value;
  const shown = rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cell(value)])));
  process.stdout.write(plainTable(shown));
}
