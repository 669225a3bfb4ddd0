import type { Network } from './darknet/network.ts';
import type { NetworkWeights } from './darknet/weights-file.ts';
import { expandActivations, type MishForm } from './graph/expand-activations.ts';
import { foldBatchNorm } from './graph/fold-batch-norm.ts';
import { forwardSingleInputs } from './graph/forward-single-inputs.ts';
import { graphFromNetwork } from './graph/from-network.ts';
import type { Graph, Pass } from './graph/graph.ts';
import { linearOutputs } from './graph/linear-outputs.ts';

/** Which passes run, and how. */
export interface CompileOptions {
  readonly foldBatchNorm: boolean;
  readonly mish: MishForm;
  /** Hand out heads before their own activation (for comparison with references); such a graph fits no manifest. */
  readonly linearOutputs: boolean;
}

export const DEFAULT_COMPILE_OPTIONS: CompileOptions = { foldBatchNorm: true, mish: 'sigmoid', linearOutputs: false };

/** The graph that computes a network, ready to be written. */
export function compile(network: Network, weights: NetworkWeights, options: Partial<CompileOptions> = {}): Graph {
  const chosen = { ...DEFAULT_COMPILE_OPTIONS, ...options };
  const passes: Pass[] = [
    forwardSingleInputs,
    ...(chosen.linearOutputs ? [linearOutputs] : []),
    ...(chosen.foldBatchNorm ? [foldBatchNorm] : []),
    expandActivations(chosen.mish),
  ];
  return passes.reduce((graph, pass) => pass(graph), graphFromNetwork(network, weights));
}
