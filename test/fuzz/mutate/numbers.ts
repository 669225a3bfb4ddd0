import type { Random } from '../../../demo/render/random.ts';
import { mutateBytes } from './bytes.ts';
import type { Json } from './json.ts';

const BYTES = Float32Array.BYTES_PER_ELEMENT;
const FLOATS = [
  ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 2 ** -149, 0.5, -1, 1, 1e9, -1e9, 1e9 + 64],
  ...[3e38, 2 ** 31],
];
const WHOLES = [0, 1, -1, 80, 2 ** 31 - 1, -(2 ** 31)];

/** A copy of a result whose block of numbers is damaged: up to three of them replaced, or its bytes. */
export function mutateNumbers(message: Json, random: Random): Json {
  const { numbers } = message as { readonly numbers: string };
  const bytes = Buffer.from(numbers, 'base64');
  if (bytes.length === 0 || random.chance(0.3)) return withNumbers(message, mutateBytes(bytes, random));
  for (let n = random.integer(1, 3); n > 0; n--) {
    const at = random.integer(0, bytes.length / BYTES - 1) * BYTES;
    if (random.chance(0.5)) bytes.writeFloatLE(random.pick(FLOATS), at);
    else bytes.writeInt32LE(random.pick(WHOLES), at);
  }
  return withNumbers(message, bytes);
}

function withNumbers(message: Json, bytes: Buffer): Json {
  return { ...(message as { [key: string]: Json }), numbers: bytes.toString('base64') };
}
