import { ModelError } from '../../shared/errors.ts';
import type { Network } from './network.ts';
import type { NetworkWeights } from './network-weights.ts';
import { weightFloatsOf } from './weights-layout.ts';

/**
 * Looks through all floats; a training that diverged leaves NaN, and goes on.
 *
 * @throws {ModelError} `MODEL_WEIGHTS_MISMATCH` when some are no numbers, or are a variance below 0
 */
export function checkNumbers(network: Network, weights: NetworkWeights, file: string): void {
  let faults = 0;
  let first: number | null = null;
  for (const [index, { biases, batchNorm, weights: values }] of weights) {
    const before = faults;
    for (const part of [biases, batchNorm?.scales, batchNorm?.means, values]) faults += countNonFinite(part);
    for (const variance of batchNorm?.variances ?? []) if (!(variance >= 0 && variance < Infinity)) faults++;
    if (faults > before) first ??= index;
  }
  if (first === null) return;
  const { kind, line } = network.layers[first]!;
  throw new ModelError(
    'MODEL_WEIGHTS_MISMATCH',
    `Expected \`${file}\` to hold numbers, got ${faults} of ${weightFloatsOf(network)} that are NaN or infinite, first in layer ${first}, [${kind}], line ${line} of the cfg. ` +
      'The training that wrote it may have diverged: take weights that it saved before.',
  );
}

function countNonFinite(values: Float32Array = new Float32Array()): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (!Number.isFinite(values[i])) count++;
  return count;
}
