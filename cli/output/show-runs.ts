import type { InputEnd, RunEvents, StopSignals } from '../../app/run-events.ts';
import { ShutdownSignals } from '../../app/shutdown-signals.ts';
import type { Input } from '../../producer/inputs.ts';
import type { ProduceProgress } from '../../producer/produce-options.ts';
import type { RunRecord } from '../../shared/run.ts';
import { exitCodeOf, reportFailure } from '../failure.ts';
import { harmlessLine } from './harmless.ts';
import { print, printJson } from './print.ts';
import { type ProgressDisplay, showProgress } from './progress.ts';
import { describeFailure, describeRun } from './run-report.ts';
import { say } from './say.ts';
import { WorkDisplay } from './work-display.ts';

/** What the first Ctrl-C says. */
export const STOPPING = 'stopping (once more: at once)';

/** How summaries are printed. */
type Summaries = 'text' | 'json' | 'none';

/**
 * Runs inputs and shows how they do: summaries on stdout, progress and what went wrong on stderr. Ctrl-C stops them in good order.
 *
 * @returns the exit code
 */
export async function showRuns(
  summaries: Summaries,
  run: (signals: StopSignals, events: RunEvents) => Promise<readonly InputEnd[]>,
): Promise<number> {
  const signals = new ShutdownSignals();
  signals.stop.addEventListener('abort', () => say(`\n${STOPPING}`));
  const display = new RunDisplay(summaries, () => signals.listen());
  try {
    return exitCodeOf(await run(signals, display));
  } finally {
    display.stop();
  }
}

class RunDisplay extends WorkDisplay implements RunEvents {
  readonly #summaries: Summaries;
  readonly #begin: () => void;
  readonly #displays = new Map<Input, ProgressDisplay>();
  #isAlone = true;

  constructor(summaries: Summaries, begin: () => void) {
    super();
    this.#summaries = summaries;
    this.#begin = begin;
  }

  onBegin(inputs: readonly Input[]): void {
    this.stop();
    this.#isAlone = inputs.length === 1 || inputs.every(({ kind }) => kind !== 'camera');
    this.#begin();
  }

  onRunOpen(input: Input, { storedFrames }: RunRecord): void {
    this.#displays.set(input, showProgress(input.uri, { before: storedFrames, isAlone: this.#isAlone }));
  }

  onRunProgress(input: Input, { storedFrames, expectedFrames }: ProduceProgress): void {
    this.#displays.get(input)?.update(storedFrames, expectedFrames);
  }

  onInputEnd(end: InputEnd): void {
    this.#displays.get(end.input)?.stop();
    this.#displays.delete(end.input);
    if (end.kind === 'failed') reportFailure(end.error);
    if (end.kind !== 'run') return;
    const { summary, outcome, notes, failures } = end;
    if (this.#summaries === 'json') printJson(summary);
    if (this.#summaries === 'text') print(describeRun(summary, outcome));
    for (const note of notes) say(`framefleet: ${harmlessLine(summary.uri)}: note: ${note}`);
    for (const failure of failures) say(describeFailure(failure));
    if (summary.inputError !== null) say(`framefleet: ${harmlessLine(summary.uri)}: ${summary.inputError}`);
  }
}
