import type { GivenTokens } from '../../shared/access.ts';
import { detect } from '../detect.ts';
import { homePaths } from '../home.ts';
import type { ChildContext } from '../local/child-context.ts';
import type { LocalRunOptions } from '../local/run-locally.ts';
import { openResultsReader } from '../open-results-reader.ts';
import type { InputEnd, RunEvents, StopSignals } from '../run-events.ts';
import { RUN_DEFAULTS } from '../run-options.ts';
import { askRun, type StoredRun } from './ask-run.ts';
import { BUNDLE, requireBundle } from './bundle.ts';
import { scoreClip } from './clip-score.ts';
import { demoModel } from './demo-model.ts';
import type { DemoResult } from './demo-result.ts';
import { readTruth } from './truth-file.ts';

/** Near the clip's shape: nothing is squeezed, so that more is found than on a square of as many pixels (docs/demo.md). */
const SIZE = { width: 416, height: 224 };

export type DemoOptions = Pick<
  LocalRunOptions,
  'home' | 'ffmpegPath' | 'redisUrl' | 'resultsUrl' | 'force' | keyof GivenTokens
>;

/**
 * Runs `detect` on the bundled clip with the bundled network, then asks the store what came out of it.
 *
 * @returns how the input ended, and what is stored; no result where it could not be run
 * @throws {FramefleetError} before anything is run, or `STORE_UNREACHABLE` after it
 */
export async function demo(
  options: DemoOptions,
  children: ChildContext,
  signals: StopSignals,
  events: RunEvents,
): Promise<{ readonly ends: readonly InputEnd[]; readonly result: DemoResult | null }> {
  const { home } = options;
  await requireBundle();
  const truth = await readTruth(BUNDLE.truth);
  const { reference, labels } = await demoModel(home, events);
  const own = {
    inputs: [BUNDLE.clip],
    model: reference,
    size: SIZE,
    device: 'cpu',
    workers: null,
    threads: null,
  } as const;
  let result: DemoResult | null = null;
  const ends = await detect({ ...RUN_DEFAULTS, ...options, ...own }, children, signals, {
    ...events,
    async onEnd([end]) {
      if (end?.kind !== 'run') return;
      const stored = await storedRun(options, end.summary.runId);
      const score = stored.run.state === 'complete' ? scoreClip(stored.rows, truth, labels) : null;
      result = { stored, score };
    },
  });
  return { ends, result };
}

async function storedRun(options: DemoOptions, runId: string): Promise<StoredRun> {
  const reader = await openResultsReader(homePaths(options.home), options.resultsUrl, options);
  try {
    return await askRun(reader, runId);
  } finally {
    await reader.close();
  }
}
