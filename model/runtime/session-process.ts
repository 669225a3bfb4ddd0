import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Loaded, SessionPlan } from '../benchmark/benchmark-process.ts';
import { noiseFrame } from './probe-frames.ts';

// The body of a contestant's process: one frame for each line on stdin.

const { graphPath, optimisation, threads, size } = JSON.parse(process.argv[2]!) as SessionPlan;
process.once('disconnect', () => process.exit(0));

const started = performance.now();
const session = await InferenceSession.create(graphPath, {
  executionProviders: ['cpu'],
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  graphOptimizationLevel: optimisation,
  enableMemPattern: optimisation === 'all', // workers plan no memory
  extra: { session: { force_spinning_stop: '1' } }, // the next contestant has the machine for itself
});
const loadMilliseconds = performance.now() - started;
const frames = new Tensor('uint8', noiseFrame(size), [1, size.height, size.width, 3]);
await run();
say(JSON.stringify({ loadMilliseconds, privateMegabytes: privateMegabytes() } satisfies Loaded));
createInterface({ input: process.stdin }).on('line', () => {
  run().then((milliseconds) => say(String(milliseconds)));
});

async function run(): Promise<number> {
  const start = performance.now();
  await session.run({ [session.inputNames[0]!]: frames });
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
