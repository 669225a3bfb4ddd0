import { type PlaneStack, partOf, stacked } from './plane-stack.ts';

export interface Kernel {
  readonly filters: number;
  readonly size: number;
  readonly stride: number;
  /** Zeros on every side. */
  readonly padding: number;
  readonly groups: number;
  /** `[filters, channels / groups, size, size]` */
  readonly weights: Float32Array;
}

/** Positions that are worked out together: sums that do not wait for each other. */
const ABREAST = 4;

/** A convolution without bias, in float64. */
export function convolve(input: PlaneStack, kernel: Kernel): PlaneStack {
  const { groups, weights } = kernel;
  const parts = Array.from({ length: groups }, (_, id) => {
    const length = weights.length / groups;
    const own = {
      ...kernel,
      filters: kernel.filters / groups,
      weights: weights.subarray(id * length, (id + 1) * length),
    };
    return convolveOne(partOf(input, groups, id), own);
  });
  return stacked(parts);
}

function convolveOne(input: PlaneStack, kernel: Omit<Kernel, 'groups'>): PlaneStack {
  const { filters, size, stride, padding, weights } = kernel;
  const height = Math.floor((input.height + 2 * padding - size) / stride) + 1;
  const width = Math.floor((input.width + 2 * padding - size) / stride) + 1;
  const positions = height * width;
  const taps = input.channels * size * size;
  const values = new Float64Array(filters * positions);
  const patches = new Float64Array(ABREAST * taps);
  for (let first = 0; first < positions; first += ABREAST) {
    for (let lane = 0; lane < ABREAST; lane++) {
      const position = Math.min(first + lane, positions - 1);
      const top = Math.floor(position / width) * stride - padding;
      const left = (position % width) * stride - padding;
      fillPatch(patches.subarray(lane * taps, (lane + 1) * taps), input, size, top, left);
    }
    for (let filter = 0; filter < filters; filter++) {
      let [a, b, c, d] = [0, 0, 0, 0];
      for (let tap = 0, at = filter * taps; tap < taps; tap++, at++) {
        const weight = weights[at]!;
        a += weight * patches[tap]!;
        b += weight * patches[taps + tap]!;
        c += weight * patches[2 * taps + tap]!;
        d += weight * patches[3 * taps + tap]!;
      }
      const sums = [a, b, c, d];
      for (let lane = 0; lane < ABREAST && first + lane < positions; lane++) {
        values[filter * positions + first + lane] = sums[lane]!;
      }
    }
  }
  return { channels: filters, height, width, values };
}

/** What lies under the kernel, `[channels, size, size]`; zeros outside. */
function fillPatch(
  patch: Float64Array,
  { channels, height, width, values }: PlaneStack,
  size: number,
  top: number,
  left: number,
) {
  let at = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let y = top; y < top + size; y++) {
      for (let x = left; x < left + size; x++) {
        const isInside = y >= 0 && y < height && x >= 0 && x < width;
        patch[at++] = isInside ? values[(channel * height + y) * width + x]! : 0;
      }
    }
  }
}
