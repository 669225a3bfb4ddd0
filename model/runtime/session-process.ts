import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Loaded, SessionPlan } from './benchmark-process.ts';
import { GraphSession } from './graph-session.ts';
import { noiseFrame } from './probe-frames.ts';

// The body of a process that is timed: one frame for each line on stdin.

const { graphPath, optimization, threads, size } = JSON.parse(process.argv[2]!) as SessionPlan;
process.once('disconnect', () => process.exit(0));

const started = performance.now();
// What is optimised while it loads is run as usual exports are, which plan their memory; workers plan none.
const session = await GraphSession.open(graphPath, { threads, optimization, plansMemory: optimization === 'all' });
const loadMilliseconds = performance.now() - started;
const frame = noiseFrame(size);
await run();
say(JSON.stringify({ loadMilliseconds, privateMegabytes: privateMegabytes() } satisfies Loaded));
createInterface({ input: process.stdin }).on('line', () => {
  run().then((milliseconds) => say(String(milliseconds)));
});

async function run(): Promise<number> {
  const start = performance.now();
  await session.run(frame, size);
  return performance.now() - start;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Pages that belong to no file; a mapped weights file is not among them. */
function privateMegabytes(): number | null {
  try {
    const [, kibibytes] = /^Anonymous:\s+(\d+) kB/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8')) ?? [];
    return kibibytes === undefined ? null : (Number(kibibytes) * 1024) / 1e6;
  } catch {
    return null; // not Linux
  }
}
