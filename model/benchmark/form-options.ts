import type { Network } from '../darknet/network.ts';

/** What every form of a network is made of. */
export interface FormOptions {
  readonly network: Network;
  /** The whole weights file. */
  readonly weights: Uint8Array;
  /** Of what runs on the CPU. */
  readonly threads: number;
  /** For graphs; empty, and the caller's to remove. */
  readonly folder: string;
}
