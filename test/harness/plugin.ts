/** What mocha loads before any test (`.mocharc.json`). */
import { noticeUnhandled } from '../fixtures/unhandled-errors.ts';
import { endOfRun } from './leak-check.ts';
import { checkSkips, nameSkips } from './skips.ts';

export { mochaHooks } from './leak-check.ts';
export const mochaGlobalSetup = nameSkips;
export async function mochaGlobalTeardown(): Promise<void> {
  try {
    checkSkips();
  } finally {
    await endOfRun();
  }
}

process.env.ORT_DISABLE_TELEMETRY = '1';

const write = process.stderr.write.bind(process.stderr);
process.stderr.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
  noticeUnhandled(chunk.toString());
  return write(chunk, ...rest);
}) as typeof process.stderr.write;
