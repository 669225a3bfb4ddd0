import type { Input } from '../../producer/input/inputs.ts';
import type { ProduceProgress } from '../../producer/produce-options.ts';
import type { RunRecord } from '../../shared/run.ts';
import { type ProgressDisplay, showProgress } from './progress.ts';

/** Shows how far the runs of some inputs are. */
export interface RunsDisplay {
  open(input: Input, run: Pick<RunRecord, 'storedFrames'>): void;
  update(input: Input, progress: Pick<ProduceProgress, 'storedFrames' | 'expectedFrames'>): void;
  /** May be called for an input that was never opened. */
  end(input: Input): void;
}

/** Recordings all together, since several may be under way; one input, and cameras, each by itself. */
export function showInputs(inputs: readonly Input[]): RunsDisplay {
  const isTogether = inputs.length > 1 && inputs.every(({ kind }) => kind !== 'camera');
  return isTogether ? new JointDisplay(inputs.length) : new SingleDisplays(inputs.length === 1);
}

class SingleDisplays implements RunsDisplay {
  readonly #isAlone: boolean;
  readonly #displays = new Map<Input, ProgressDisplay>();

  constructor(isAlone: boolean) {
    this.#isAlone = isAlone;
  }

  open(input: Input, { storedFrames }: Pick<RunRecord, 'storedFrames'>): void {
    this.#displays.set(input, showProgress(input.uri, { before: storedFrames, isAlone: this.#isAlone }));
  }

  update(
    input: Input,
    { storedFrames, expectedFrames }: Pick<ProduceProgress, 'storedFrames' | 'expectedFrames'>,
  ): void {
    this.#displays.get(input)?.update(storedFrames, expectedFrames);
  }

  end(input: Input): void {
    this.#displays.get(input)?.stop();
  }
}

/** Frames of a run, those left out that were stored before this command. */
interface Share {
  readonly before: number;
  done: number;
  /** `null` where it is not known; `undefined` before anything was told. */
  total: number | null | undefined;
}

/** One display over all: its total is an estimate from the runs that are known, as if those to come were as long. */
export class JointDisplay implements RunsDisplay {
  readonly #inputs: number;
  readonly #shares = new Map<Input, Share>();
  readonly #startedAt = performance.now();
  #ended = 0;
  /** Inputs that ended without work: what others were like says nothing of them. */
  #endedIdle = 0;
  #display: ProgressDisplay | null = null;

  constructor(inputs: number) {
    this.#inputs = inputs;
  }

  open(input: Input, { storedFrames }: Pick<RunRecord, 'storedFrames'>): void {
    this.#shares.set(input, { before: storedFrames, done: 0, total: undefined });
  }

  update(
    input: Input,
    { storedFrames, expectedFrames }: Pick<ProduceProgress, 'storedFrames' | 'expectedFrames'>,
  ): void {
    const share = this.#shares.get(input);
    if (!share) return;
    share.done = storedFrames - share.before;
    share.total = expectedFrames === null ? null : expectedFrames - share.before;
    this.#display ??= showProgress(`${this.#inputs} inputs, ${this.#ended} done`, { since: this.#startedAt });
    this.#display.update(this.done, this.total);
  }

  end(input: Input): void {
    this.#ended++;
    const share = this.#shares.get(input);
    if (share) share.total = share.done = Math.max(share.done, share.total ?? 0);
    else this.#endedIdle++;
    this.#display?.stop(); // what is printed of it comes here
    this.#display = null;
  }

  /** Frames of this command. */
  get done(): number {
    return [...this.#shares.values()].reduce((sum, { done }) => sum + done, 0);
  }

  /** `null` while a run that is under way cannot tell. */
  get total(): number | null {
    const shares = [...this.#shares.values()].filter(({ total }) => total !== undefined);
    let known = 0;
    for (const { total } of shares) {
      if (total === null) return null;
      known += total ?? 0;
    }
    const toCome = this.#inputs - shares.length - this.#endedIdle;
    return shares.length === 0 ? null : Math.round(known + (known / shares.length) * toCome);
  }
}
