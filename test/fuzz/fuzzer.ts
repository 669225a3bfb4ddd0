import type { Random } from '../../demo/render/random.ts';
import type { Rig } from './rig.ts';
import type { Verdict } from './verdict.ts';

/** A kind of hostile input. */
export interface Fuzzer {
  readonly kind: string;
  /** How many of a hundred inputs are of this kind, about. */
  readonly weight: number;
  /**
   * Makes an input and gives it to the program.
   *
   * @param random - the same draws make the same input
   * @param folder - an empty folder for the files of this input
   */
  run(rig: Rig, random: Random, folder: string): Promise<Verdict>;
}
