import type { Quantization } from '../ir/quantized-graph.ts';
import { sigmoid } from './activation-function.ts';

/**
 * An activation as x · h(x) in bytes: h is one sigmoid through a table, stretched, moved and clipped to 0..1, then one product.
 */
export interface SwishSigmoid {
  /** How the sigmoid reads the input's bytes: slope and centre of h. */
  readonly sigmoidInput: Quantization;
  /** How the sigmoid's bytes are written: 1 / gain of h, where 255 is 1. */
  readonly sigmoidOutput: Quantization;
  /** How the product reads them. */
  readonly factor: Quantization;
}

interface Parameters {
  readonly slope: number;
  /** A byte of the input. */
  readonly centre: number;
  readonly gain: number;
}

const FACTOR: Quantization = { scale: 1 / 255, zeroPoint: 0 };
/** Every byte counts a little, also one that calibration has not seen. */
const UNSEEN_SHARE = 0.02;

/**
 * The form x · h(x) that comes nearest to an activation in bytes, weighed by how often each byte comes. For mish h ≈ 1.02 · σ(1.206 ·
 * (x + 0.348)): one sigmoid is off by 0.018 at most, less than a step of most layers, and costs half of two.
 *
 * @see P. Ramachandran and others, Searching for activation functions, 2017, for x · σ(βx); D. Misra, Mish, 2019
 */
export function fitSwishSigmoid(
  activate: (x: number) => number,
  input: Quantization,
  output: Quantization,
  counts: Float64Array,
): SwishSigmoid {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  const targets = Float64Array.from({ length: 256 }, (_, byte) => {
    const exact = activate(input.scale * (byte - input.zeroPoint)) / output.scale + output.zeroPoint;
    return Math.min(255, Math.max(0, exact));
  });
  const weights = counts.map((count) => count / total + UNSEEN_SHARE / 256);
  const errorOf = (parameters: Parameters) => {
    const bytes = activatedBytes(swishSigmoid(parameters), input, output);
    let error = 0;
    for (let byte = 0; byte < 256; byte++) error += weights[byte]! * (bytes[byte]! - targets[byte]!) ** 2;
    return error;
  };
  const start = { slope: 1.2, centre: Math.round(input.zeroPoint - 0.35 / input.scale), gain: 1.02 };
  return swishSigmoid(descend(start, input.scale, errorOf));
}

/** What the runtime makes of every byte of the input. */
export function activatedBytes(
  { sigmoidInput, sigmoidOutput, factor }: SwishSigmoid,
  input: Quantization,
  output: Quantization,
) {
  const scale = (input.scale * factor.scale) / output.scale;
  return Uint8ClampedArray.from({ length: 256 }, (_, byte) => {
    const sigma = sigmoid(sigmoidInput.scale * (byte - sigmoidInput.zeroPoint));
    const h = Math.min(255, Math.round(sigma / sigmoidOutput.scale) + sigmoidOutput.zeroPoint);
    return Math.round(scale * (byte - input.zeroPoint) * (h - factor.zeroPoint)) + output.zeroPoint;
  });

  // Uint8ClampedArray clips to 0..255 as the runtime does.
}

function swishSigmoid({ slope, centre, gain }: Parameters): SwishSigmoid {
  return {
    sigmoidInput: { scale: Math.fround(slope), zeroPoint: centre },
    sigmoidOutput: { scale: Math.fround(1 / (255 * gain)), zeroPoint: 0 },
    factor: FACTOR,
  };
}

/** Tries steps in every direction, smaller ones when none helps. */
function descend(start: Parameters, inputScale: number, errorOf: (parameters: Parameters) => number): Parameters {
  let best: Parameters = { ...start, slope: start.slope * inputScale };
  let error = errorOf(best);
  let [slopeStep, centreStep, gainStep] = [0.1 * best.slope, Math.max(1, Math.round(0.2 / inputScale)), 0.02];
  for (let round = 0; round < 60 && slopeStep > 1e-3 * best.slope; round++) {
    const { slope, centre, gain } = best;
    const tried: Parameters[] = [-1, 0, 1].flatMap((s) =>
      [-1, 0, 1].flatMap((c) =>
        [-1, 0, 1].map((g) => ({
          slope: slope + s * slopeStep,
          centre: Math.min(255, Math.max(0, centre + c * centreStep)),
          gain: gain + g * gainStep,
        })),
      ),
    );
    const errors = tried.map(errorOf);
    const least = Math.min(...errors);
    if (least < error) [best, error] = [tried[errors.indexOf(least)]!, least];
    else [slopeStep, centreStep, gainStep] = [slopeStep / 2, Math.max(1, centreStep >> 1), gainStep / 2];
  }
  return best;
}
