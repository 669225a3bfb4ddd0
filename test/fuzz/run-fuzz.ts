import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../demo/render/random.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { allFuzzers, pickFuzzer } from './all-fuzzers.ts';
import type { FuzzReport } from './fuzz-report.ts';
import type { Fuzzer } from './fuzzer.ts';
import type { FuzzOptions } from './options.ts';
import { Rig } from './rig.ts';
import { makeTemplates } from './templates.ts';
import type { Verdict } from './verdict.ts';

/** Inputs that are tried at once. */
const LANES = 2;
const END_MS = 30_000;

/**
 * Gives the program hostile inputs, one after the other in each lane.
 *
 * @returns whether nothing was wrong
 */
export async function runFuzz(options: FuzzOptions, report: FuzzReport, interrupt: AbortSignal): Promise<boolean> {
  const home = mkdtempSync(join(tmpdir(), 'framefleet-fuzz-'));
  const rig = new Rig(home);
  let isGood = false;
  try {
    report.say(`seed ${options.seed}, everything in ${home}`);
    const fuzzers = allFuzzers(await makeTemplates(rig));
    const chosen = fuzzers.filter(
      ({ kind }) => options.only.length === 0 || options.only.some((text) => kind.includes(text)),
    );
    if (chosen.length === 0)
      throw new Error(`Expected \`--only\` to name kinds: ${fuzzers.map(({ kind }) => kind).join(', ')}.`);
    const numbers = options.input === null ? Array.from({ length: options.inputs }, (_, n) => n) : [options.input];
    const random = new Random(options.seed);
    const lane = async () => {
      for (let number = numbers.shift(); number !== undefined && !interrupt.aborted; number = numbers.shift()) {
        await tryInput(rig, chosen, random.fork(number), number, report);
      }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    isGood = report.end();
  } finally {
    await rig.close();
    await until('every process has ended', () => processesNaming(home).length === 0, END_MS);
    if (isGood) rmSync(home, { recursive: true, force: true });
  }
  return isGood;
}

async function tryInput(
  rig: Rig,
  fuzzers: readonly Fuzzer[],
  random: Random,
  number: number,
  report: FuzzReport,
): Promise<void> {
  const fuzzer = pickFuzzer(fuzzers, random);
  const folder = join(rig.home, `input-${number}`);
  mkdirSync(folder);
  const verdict = withWrongs(await fuzzer.run(rig, random, folder), await rig.wrongs());
  report.count(number, fuzzer.kind, verdict, folder);
  if (verdict.faults.length === 0) rmSync(folder, { recursive: true, force: true });
  else
    writeFileSync(
      join(folder, 'verdict.txt'),
      `${verdict.outcome}: ${verdict.faults.join(', ')}\n${verdict.details}\n`,
    );
}

/** Adds what the rig's own processes did to what became of an input. */
function withWrongs(verdict: Verdict, { crashes, stacks }: { crashes: string[]; stacks: string[] }): Verdict {
  return {
    outcome: verdict.outcome,
    faults: [...verdict.faults, ...crashes.map(() => 'crash' as const), ...stacks.map(() => 'stack trace' as const)],
    details: [verdict.details, ...crashes, ...stacks].join('\n'),
  };
}
