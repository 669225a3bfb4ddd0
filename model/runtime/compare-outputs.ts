import type { GraphOutputs, OutputTensor } from './graph-session.ts';

/** How far two forms of one output may lie apart. */
export interface Tolerance {
  /** ‖a − b‖ / ‖b‖ */
  readonly relativeDistance: number;
  /** Of one value, in parts of the output's root mean square. */
  readonly largest: number;
}

/**
 * How the outputs of an optimised graph differ from those of the plain one, in words; `null` where they are the same within the tolerance.
 *
 * A value that is not finite has to be so in both: then nothing can be said of its size.
 */
export function outputsDifference(found: GraphOutputs, plain: GraphOutputs, tolerance: Tolerance): string | null {
  for (const [name, expected] of Object.entries(plain)) {
    const output = found[name];
    if (output?.dims.join() !== expected.dims.join()) {
      return `expected \`${name}\` to be [${expected.dims}], got ${output ? `[${output.dims}]` : 'none'}`;
    }
    const { relativeDistance, largest, isFiniteAlike } = distances(output, expected);
    if (!isFiniteAlike) return `expected \`${name}\` to be finite where the plain graph is, got other places`;
    if (relativeDistance > tolerance.relativeDistance || largest > tolerance.largest) {
      return (
        `expected \`${name}\` to lie within ${tolerance.relativeDistance} of the plain graph, and each value within ${tolerance.largest}, ` +
        `got ${relativeDistance.toPrecision(2)} and ${largest.toPrecision(2)}`
      );
    }
  }
  return null;
}

/** Both 0 where an output is all zeros, or not finite, in both. */
export function distances(
  found: OutputTensor,
  expected: OutputTensor,
): Tolerance & { readonly isFiniteAlike: boolean } {
  let [difference, power, largest, count, isFiniteAlike] = [0, 0, 0, 0, true];
  expected.data.forEach((value, i) => {
    const other = found.data[i]!;
    if (!Number.isFinite(value) || !Number.isFinite(other)) {
      isFiniteAlike &&= Number.isFinite(value) === Number.isFinite(other);
      return;
    }
    count++;
    difference += (other - value) ** 2;
    power += value ** 2;
    largest = Math.max(largest, Math.abs(other - value));
  });
  if (difference === 0) return { relativeDistance: 0, largest: 0, isFiniteAlike };
  return {
    relativeDistance: Math.sqrt(difference / power),
    largest: largest / Math.sqrt(power / count),
    isFiniteAlike,
  };
}
