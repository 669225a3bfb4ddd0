import type { Network } from '../darknet/network.ts';
import type { NetworkWeights } from '../darknet/network-weights.ts';
import { expandActivations, type MishForm } from './expand-activations.ts';
import { foldBatchNorm } from './fold-batch-norm.ts';
import { forwardSingleInputs } from './forward-single-inputs.ts';
import { graphFromNetwork } from './from-network.ts';
import type { Graph, Pass } from './graph.ts';
import { linearOutputs } from './linear-outputs.ts';
import { mishBySoftsign } from './mish-by-softsign.ts';
import { withoutActivations } from './without-activations.ts';

/** Which passes run, and how. */
export interface CompileOptions {
  readonly foldBatchNorm: boolean;
  /** `softsign` where the graph allows it, else `sigmoid`. */
  readonly mish: MishForm | 'softsign';
  /** Hand out heads before their own activation (for comparison with references); such a graph fits no manifest. */
  readonly linearOutputs: boolean;
  /** Leave activations out, to see what they cost; such a graph detects nothing. */
  readonly withoutActivations: boolean;
}

export const DEFAULT_COMPILE_OPTIONS: CompileOptions = {
  foldBatchNorm: true,
  mish: 'softsign',
  linearOutputs: false,
  withoutActivations: false,
};

/** The graph that computes a network, ready to be written. */
export function compileNetwork(
  network: Network,
  weights: NetworkWeights,
  options: Partial<CompileOptions> = {},
): Graph {
  const chosen = { ...DEFAULT_COMPILE_OPTIONS, ...options };
  const passes: Pass[] = [
    forwardSingleInputs,
    ...(chosen.linearOutputs ? [linearOutputs] : []),
    ...(chosen.withoutActivations ? [withoutActivations] : []),
    ...(chosen.foldBatchNorm ? [foldBatchNorm] : []),
    ...(chosen.mish === 'softsign' ? [mishBySoftsign] : []),
    expandActivations(chosen.mish === 'softsign' ? 'sigmoid' : chosen.mish),
  ];
  return passes.reduce((graph, pass) => pass(graph), graphFromNetwork(network, weights));
}
