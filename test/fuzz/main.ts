// Hostile inputs of every kind: damaged videos, network definitions, names, weights, ONNX files, pictures, queue messages, HTTP.
//
//   npm run fuzz -- --inputs N --seed S [--only KIND,KIND] [--input NUMBER]
//
// docs/soak.md says what counts as wrong. Exits with 0 when nothing was.
import { FuzzReport } from './fuzz-report.ts';
import { parseFuzzOptions } from './options.ts';
import { runFuzz } from './run-fuzz.ts';

const interrupt = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
process.exitCode = (await runFuzz(parseFuzzOptions(process.argv.slice(2)), new FuzzReport(), interrupt.signal)) ? 0 : 1;
