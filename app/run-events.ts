import type { Input } from '../producer/input/inputs.ts';
import type { ProducedRun, ProduceProgress } from '../producer/produce-options.ts';
import type { ChunkFailure, RunRecord } from '../shared/run.ts';
import type { WorkEvents } from './events.ts';
import type { RunSummary } from './run-summary.ts';

/** How the user stops a command. */
export interface StopSignals {
  /** Stops in good order. */
  readonly stop: AbortSignal;
  /** Gives up waiting too. */
  readonly abort: AbortSignal;
}

/** How a run ended for the command at hand. */
export type RunOutcome = ProducedRun['outcome'] | 'complete before';

/** How an input ended for the command at hand. */
export type InputEnd = { readonly input: Input } & (
  | {
      readonly kind: 'run';
      readonly summary: RunSummary;
      readonly outcome: RunOutcome;
      /** What to know of the input though nothing is wrong with it. */
      readonly notes: readonly string[];
      /** Chunks that failed, in this command or before. */
      readonly failures: readonly ChunkFailure[];
    }
  | { readonly kind: 'failed'; readonly error: unknown }
  /** The command was stopped before. */
  | { readonly kind: 'not begun' }
);

/** What a command over several inputs tells while it works. Several may be under way at once. */
export interface RunEvents extends WorkEvents {
  /** Everything is checked; from here on there is something to stop in good order. */
  onBegin(inputs: readonly Input[]): void;
  /** The run of an input is open and has work left. */
  onRunOpen(input: Input, run: RunRecord): void;
  onRunProgress(input: Input, progress: ProduceProgress): void;
  onInputEnd(end: InputEnd): void;
  /** What all of it waits for, in words; `null`: it goes on. */
  onHoldUp(holdUp: string | null): void;
  /** All inputs have ended; until this is done the results service goes on, and answers. */
  onEnd?(ends: readonly InputEnd[]): Promise<void>;
}
