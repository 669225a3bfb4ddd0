import type { InputEnd, RunEvents } from '../../app/run-events.ts';
import type { Input } from '../../producer/inputs.ts';
import type { ProduceProgress } from '../../producer/produce-options.ts';
import type { RunRecord } from '../../shared/run.ts';
import { reportFailure } from '../failure.ts';
import { harmlessLine } from './harmless.ts';
import { print, printJson } from './print.ts';
import { type ProgressDisplay, showProgress } from './progress.ts';
import { describeFailure, describeRun } from './run-report.ts';
import { say } from './say.ts';
import { WorkDisplay } from './work-display.ts';

export interface RunDisplayOptions {
  /** How summaries are printed. */
  readonly summaries: 'text' | 'json' | 'none';
  /** Called when there is something to stop in good order. */
  onBegin(): void;
}

/** Shows runs: summaries on stdout, progress and what went wrong on stderr. */
export class RunDisplay extends WorkDisplay implements RunEvents {
  readonly #options: RunDisplayOptions;
  readonly #displays = new Map<Input, ProgressDisplay>();
  #isAlone = true;

  constructor(options: RunDisplayOptions) {
    super();
    this.#options = options;
  }

  onBegin(inputs: readonly Input[]): void {
    this.stop();
    this.#isAlone = inputs.length === 1 || inputs.every(({ kind }) => kind !== 'camera');
    this.#options.onBegin();
  }

  onRunOpen(input: Input, { storedFrames }: RunRecord): void {
    this.#displays.set(input, showProgress(input.uri, storedFrames, { isAlone: this.#isAlone }));
  }

  onRunProgress(input: Input, progress: ProduceProgress): void {
    this.#displays.get(input)?.update(progress);
  }

  onInputEnd(end: InputEnd): void {
    this.#displays.get(end.input)?.stop();
    this.#displays.delete(end.input);
    if (end.kind === 'failed') reportFailure(end.error);
    if (end.kind !== 'run') return;
    const { summary, outcome, failures } = end;
    if (this.#options.summaries === 'json') printJson(summary);
    if (this.#options.summaries === 'text') print(describeRun(summary, outcome));
    for (const failure of failures) say(describeFailure(failure));
    if (summary.inputError !== null) say(`framefleet: ${harmlessLine(summary.uri)}: ${summary.inputError}`);
  }
}
