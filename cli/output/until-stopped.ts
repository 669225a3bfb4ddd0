import { ShutdownSignals } from '../../app/shutdown-signals.ts';
import { STOPPED } from '../failure.ts';
import { say } from './say.ts';

/**
 * Does work until Ctrl-C, and says then what is left of it.
 *
 * @param whatIsLeft - the end of a sentence
 * @returns the exit code
 */
export async function untilStopped(
  whatIsLeft: string,
  work: (signal: AbortSignal) => Promise<number>,
): Promise<number> {
  const signals = new ShutdownSignals();
  signals.listen();
  try {
    return await work(signals.stop);
  } catch (error) {
    if (!signals.stop.aborted) throw error;
    say(`framefleet: stopped; ${whatIsLeft}`);
    return STOPPED;
  }
}
