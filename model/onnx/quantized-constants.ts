import type { FloatTensor } from '../ir/graph.ts';
import type { Quantization, QuantizedValue } from '../ir/quantized-graph.ts';
import { floatInitializer, type Initializer, int64Initializer, integerInitializer } from './messages.ts';
import type { Constants as FloatConstants } from './onnx-nodes.ts';

/** Constants of one value stand once. */
export class Constants implements FloatConstants {
  readonly #initializers = new Map<string, Initializer>();

  all(): Initializer[] {
    return [...this.#initializers.values()];
  }

  add(initializer: Initializer): string {
    this.#initializers.set(initializer.name, initializer);
    return initializer.name;
  }

  /** Names of scale and zero point. */
  quantization({ scale, zeroPoint }: Quantization): string[] {
    return [this.#scale(scale), this.#zeroPoint(zeroPoint)];
  }

  /** Name of the value, then of its scale and zero point. */
  read(value: QuantizedValue): string[] {
    return [value.name, ...this.quantization(value)];
  }

  floats(name: string, values: () => Float32Array, length: number): string {
    return this.add(floatInitializer(name, [length], values));
  }

  zeros(count: number): string {
    return this.add(integerInitializer(`zeros_${count}`, 'int8', [count], () => new Int8Array(count)));
  }

  tensor(name: string, { dims, values }: FloatTensor): string {
    return this.add(floatInitializer(name, dims, values));
  }

  scalar(value: number): string {
    return this.add(floatInitializer(`constant_${value}`, [], () => Float32Array.of(value)));
  }

  integers(name: string, values: readonly number[]): string {
    return this.add(int64Initializer(name, values));
  }

  #scale(scale: number): string {
    return this.add(floatInitializer(`scale_${scale}`, [], () => Float32Array.of(scale)));
  }

  #zeroPoint(zeroPoint: number): string {
    return this.add(integerInitializer(`zero_point_${zeroPoint}`, 'uint8', [], () => Uint8Array.of(zeroPoint)));
  }
}
