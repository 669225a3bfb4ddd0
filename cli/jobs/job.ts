import type { RunOptions } from '../../app/run-options.ts';

/** A job as a manifest has it. */
export interface Job {
  readonly input: string;
  readonly settings: Partial<RunOptions>;
  /** Within the manifest: `line 3`. */
  readonly where: string;
}

/** A manifest that is not understood. */
export class ManifestFault extends Error {
  /** Sentences, each with its place. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}
