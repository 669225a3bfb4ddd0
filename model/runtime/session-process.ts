import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Loaded, SessionPlan } from './benchmark-process.ts';
import { GraphSession } from './graph-session.ts';
import { noiseFrame } from './probe-frames.ts';

// The body of a process that is timed: one frame for each line on stdin.

/** A GPU that was idle while others had their turn needs a call to be itself again: the first of a turn is not counted. */
const GPU_CALLS = 4;

const { graphPath, optimization, threads, size, gpuBatch } = JSON.parse(process.argv[2]!) as SessionPlan;
process.once('disconnect', () => process.exit(0));

const started = performance.now();
// What is optimised while it loads is run as usual exports are, which plan their memory; workers plan none.
const session = await GraphSession.open(graphPath, {
  ...{ threads, optimization, plansMemory: optimization === 'all' },
  ...(gpuBatch !== null && { gpu: { batch: gpuBatch, size, mayFallBack: true } }),
});
const batch = gpuBatch ?? 1;
const loaded = performance.now();
const frame = noiseFrame(size);
const frames = gpuBatch === null ? frame : Buffer.concat(Array.from({ length: batch }, () => frame));
await run();
// The first call on a GPU compiles its kernels.
const loadMilliseconds = (gpuBatch === null ? loaded : performance.now()) - started;
say(JSON.stringify({ loadMilliseconds, privateMegabytes: privateMegabytes() } satisfies Loaded));
createInterface({ input: process.stdin }).on('line', () => {
  void turn().then((milliseconds) => say(String(milliseconds)));
});

/** Milliseconds of a frame. */
async function turn(): Promise<number> {
  if (gpuBatch === null) return run();
  let sum = 0;
  for (let call = 0; call < GPU_CALLS; call++) {
    const milliseconds = await run();
    if (call > 0) sum += milliseconds;
  }
  return sum / (GPU_CALLS - 1) / batch;
}

/** Milliseconds of a call. */
async function run(): Promise<number> {
  const start = performance.now();
  await session.run(frames, size, batch);
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
