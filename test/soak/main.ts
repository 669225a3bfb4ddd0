// Faults on purpose while videos and a camera are looked at, and then a comparison with runs that had none.
//
//   npm run soak -- --minutes M --seed S [--fleet] [--faults-per-minute F] [--only KIND,KIND]
//
// docs/soak.md says what is done and how to read the output. Exits with 0 when nothing was lost, doubled, different or left behind.
import { parseSoakOptions } from './options.ts';
import { Report } from './report.ts';
import { runSoak } from './run-soak.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
process.exitCode = (await runSoak(parseSoakOptions(process.argv.slice(2)), new Report(), interrupt.signal)) ? 0 : 1;
