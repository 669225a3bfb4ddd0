import type { InputEnd, RunEvents, StopSignals } from '../../app/run-events.ts';
import { ShutdownSignals } from '../../app/shutdown-signals.ts';
import { harmlessLine } from '../../shared/harmless.ts';
import { exitCodeOf, reportFailure } from '../failure.ts';
import { print, printJson } from './print.ts';
import { describeFailure, describeRun } from './run-report.ts';
import { type RunsDisplay, showInputs } from './runs-display.ts';
import { say } from './say.ts';
import { showWork } from './work-display.ts';

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
  let display: RunsDisplay | null = null;
  let gravest = 0;
  const ends = await showWork((work) =>
    run(signals, {
      onNote: (text) => work.onNote(text),
      onProgress: (progress) => work.onProgress(progress),
      onBegin(inputs) {
        work.stop();
        display = showInputs(inputs);
        signals.listen();
      },
      onRunOpen: (input, run) => display?.open(input, run),
      onRunProgress: (input, progress) => display?.update(input, progress),
      onHoldUp: (holdUp) => say(`framefleet: ${holdUp === null ? 'goes on' : `waiting: ${harmlessLine(holdUp)}`}`),
      onInputEnd(end) {
        display?.end(end.input);
        printEnd(end, summaries);
        gravest = Math.max(gravest, exitCodeOf([end]));
      },
    }),
  );
  return Math.max(gravest, exitCodeOf(ends));
}

function printEnd(end: InputEnd, summaries: Summaries): void {
  if (end.kind === 'failed') reportFailure(end.error);
  if (end.kind !== 'run') return;
  const { summary, outcome, notes, failures } = end;
  if (summaries === 'json') printJson(summary);
  if (summaries === 'text') print(describeRun(summary, outcome));
  const uri = harmlessLine(summary.uri);
  for (const note of notes) say(`framefleet: ${uri}: note: ${note}`);
  for (const failure of failures) say(describeFailure(failure));
  if (summary.inputError !== null) say(`framefleet: ${uri}: ${summary.inputError}`);
}
