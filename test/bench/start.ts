// How soon commands and workers start, and what CPU time that takes, of one build or of several that take turns,
// each with a home of its own.
//
//   node dist/test/bench/start.js [--model FOLDER] [--rounds 9] [--against OTHER/dist/cli/main.js,…] [--only detect]
//
// The model (the bundled network, or `--model`) is imported and its optimised graph cached before. CPU time is user and system of
// every process that a command starts. A worker is ready when its model is loaded and the queue asked; its CPU time is
// that until then. `detect` takes ten frames of the bundled clip, from the start of the command to its end with all it has
// started: alone, and beside another command that holds the daemon (results service and Redis).
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { median } from '../../model/runtime/paired-times.ts';
import { openStartStage, type StartStage } from './start/start-stage.ts';
import type { Cost } from './start/timed.ts';

const { values: options } = parseArgs({
  options: {
    model: { type: 'string' },
    rounds: { type: 'string', default: '9' },
    against: { type: 'string', default: '' },
    only: { type: 'string', default: '' },
  },
});
const entries = [resolve('dist/cli/main.js'), ...options.against.split(',').filter(Boolean)];

const stages: StartStage[] = [];
try {
  for (const entry of entries) stages.push(await openStartStage(entry, options.model ?? null));
  const head = ['', 'build', 'ms, median', 'least', 'CPU ms, median', 'least'];
  const table = new Table({ head, style: { head: [], border: [] } });
  const names = Object.keys(stages[0]!.measures).filter((name) => name.includes(options.only));
  for (const name of names) {
    const costs = stages.map((): Cost[] => []);
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const [i, { measures }] of stages.entries()) costs[i]!.push(await measures[name]!());
    }
    for (const [i, entry] of entries.entries()) {
      const figures = (['ms', 'cpuMs'] as const).flatMap((key) => {
        const all = costs[i]!.map((cost) => cost[key]);
        return [Math.round(median(all)), Math.round(Math.min(...all))];
      });
      table.push([name, entry, ...figures]);
    }
  }
  process.stdout.write(`${table.toString()}\n`);
} finally {
  for (const stage of stages) await stage.close();
}
