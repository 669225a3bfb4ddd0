import { resolve } from 'node:path';
import { z } from 'zod';
import { flagNameOf } from '../../cli/flags/environment-option.ts';
import { demoReport } from '../../cli/output/demo-report.ts';
import { parseConfig } from '../../shared/config.ts';
import { detect } from '../detect.ts';
import { homeOf, homePaths } from '../home.ts';
import { openResultsReader } from '../open-results-reader.ts';
import { printRun } from '../run-summary.ts';
import { askRun, type StoredRun } from './ask-run.ts';
import { BUNDLE, requireBundle } from './bundle.ts';
import { scoreClip } from './clip-score.ts';
import { demoModel } from './demo-model.ts';
import { readTruth } from './truth-file.ts';

/** Near the clip's shape: nothing is squeezed, so that more is found than on a square of as many pixels (docs/demo.md). */
const SIZE = '416x224';

const demoFlagsSchema = z.object({ json: z.boolean().default(false).describe('a switch') });

/**
 * Runs `detect` on the bundled clip with the bundled network, then asks the store what came out of it.
 *
 * @param options - flags and environment, raw
 * @returns the exit code of `detect`
 * @throws {FramefleetError} before anything is run, or `STORE_UNREACHABLE` after it
 */
export async function demo(options: Readonly<Record<string, unknown>>): Promise<number> {
  const { json: isJson } = parseConfig(demoFlagsSchema, options, flagNameOf);
  const home = resolve(homeOf(options));
  await requireBundle();
  const truth = await readTruth(BUNDLE.truth);
  const model = await demoModel(home);
  let runId: string | null = null;
  const flags = { ...options, model: model.reference, size: SIZE };
  const exitCode = await detect([BUNDLE.clip], flags, (summary, outcome) => {
    runId = summary.runId;
    if (!isJson) printRun(false)(summary, outcome);
  });
  if (runId === null) return exitCode; // it could not be run, and the reason is told
  const stored = await storedRun(home, runId);
  // Of a run that was stopped, what is not stored yet is not missing.
  const score = stored.run.state === 'complete' ? scoreClip(stored.rows, truth, model.labels) : null;
  if (isJson) {
    const { state, sampledFrames, storedFrames, detections } = stored.run;
    const { precision = null, recall = null, ap50 = null } = score ?? {};
    const countsByLabel = Object.fromEntries(stored.counts.map((count) => [count.label, count.detections]));
    const facts = { runId, state, sampledFrames, storedFrames, detections, precision, recall, ap50, countsByLabel };
    process.stdout.write(`${JSON.stringify(facts)}\n`);
  } else if (score !== null) process.stdout.write(await demoReport(stored, score, options));
  return exitCode;
}

async function storedRun(home: string, runId: string): Promise<StoredRun> {
  const reader = await openResultsReader(homePaths(home), process.env.FRAMEFLEET_RESULTS_URL ?? null);
  try {
    return await askRun(reader, runId);
  } finally {
    await reader.close();
  }
}
