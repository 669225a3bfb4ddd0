import type { Quantization } from '../ir/quantized-graph.ts';

/** Power of a signal and of what quantisation adds to it, summed up frame by frame. */
export class NoisePower {
  #signal = 0;
  #noise = 0;

  get signal(): number {
    return this.#signal;
  }

  get noise(): number {
    return this.#noise;
  }

  /** Noise in parts of the signal's power. */
  get ratio(): number {
    return this.#noise === 0 ? 0 : this.#noise / this.#signal;
  }

  /** @param wanted - channels first; @param found - channels last */
  addFloats(wanted: Float32Array, found: Float32Array, channels: number): void {
    this.#add(wanted, channels, (index) => found[index]!);
  }

  /** As `addFloats`, of bytes. */
  addBytes(wanted: Float32Array, found: Uint8Array, channels: number, { scale, zeroPoint }: Quantization): void {
    const meanings = Float64Array.from({ length: 256 }, (_, byte) => scale * (byte - zeroPoint));
    this.#add(wanted, channels, (index) => meanings[found[index]!]!);
  }

  #add(wanted: Float32Array, channels: number, foundAt: (index: number) => number): void {
    let [signal, noise] = [0, 0];
    for (let channel = 0, i = 0; channel < channels; channel++) {
      for (let place = channel; place < wanted.length; place += channels, i++) {
        const value = wanted[i]!;
        signal += value ** 2;
        noise += (value - foundAt(place)) ** 2;
      }
    }
    this.#signal += signal;
    this.#noise += noise;
  }
}

/** A signal against its noise in decibels; infinite where there is no noise. */
export function decibels({ signal, noise }: Pick<NoisePower, 'signal' | 'noise'>): number {
  return noise === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
}
