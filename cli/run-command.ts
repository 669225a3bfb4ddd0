import type { InputEnd, RunEvents, StopSignals } from '../app/run-events.ts';
import { exitCodeOf } from './exit-code.ts';
import { RunDisplay, type RunDisplayOptions } from './output/run-display.ts';
import { ShutdownSignals } from './shutdown-signals.ts';

/**
 * Runs inputs, shows how they do and listens for the user's wish to stop.
 *
 * @returns the exit code
 */
export async function runCommand(
  summaries: RunDisplayOptions['summaries'],
  run: (signals: StopSignals, events: RunEvents) => Promise<readonly InputEnd[]>,
): Promise<number> {
  const signals = new ShutdownSignals();
  const display = new RunDisplay({ summaries, onBegin: () => signals.listen() });
  try {
    return exitCodeOf(await run(signals, display));
  } finally {
    display.stop();
  }
}
