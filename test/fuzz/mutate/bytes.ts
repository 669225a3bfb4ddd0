import type { Random } from '../../../demo/render/random.ts';

type Mutation = (bytes: Buffer, random: Random) => Buffer;

/** Values that parsers trip over when they are lengths, counts or sizes. */
const EDGES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

const flipBits: Mutation = (bytes, random) => {
  for (let n = random.integer(1, 12); n > 0; n--) bytes[place(bytes, random)]! ^= 1 << random.integer(0, 7);
  return bytes;
};
const writeEdge: Mutation = (bytes, random) => {
  const value = random.pick(EDGES);
  for (let n = random.integer(1, 3); n > 0; n--) {
    const at = random.integer(0, Math.max(0, bytes.length - 4));
    if (bytes.length < 4) return bytes;
    if (random.chance(0.5)) bytes.writeUInt32BE(value, at);
    else bytes.writeUInt32LE(value, at);
  }
  return bytes;
};
const truncate: Mutation = (bytes, random) => bytes.subarray(0, place(bytes, random));
const dropStart: Mutation = (bytes, random) => bytes.subarray(place(bytes, random));
const zeroRange: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random);
  return bytes.fill(0, from, to);
};
const noiseRange: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random);
  for (let i = from; i < to; i++) bytes[i] = random.integer(0, 255);
  return bytes;
};
const repeatRange: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random);
  const part = bytes.subarray(from, to);
  const times = Array.from({ length: random.integer(2, 8) }, () => part);
  return Buffer.concat([bytes.subarray(0, from), ...times, bytes.subarray(to)]);
};
const cutRange: Mutation = (bytes, random) => {
  const [from, to] = range(bytes, random);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
};
const empty: Mutation = () => Buffer.alloc(0);

const MUTATIONS = [flipBits, flipBits, flipBits, writeEdge, writeEdge, truncate, dropStart, zeroRange, noiseRange];
const RARE = [repeatRange, cutRange, empty];

/** A damaged copy: up to three changes, more often near the start, where headers are. */
export function mutateBytes(original: Uint8Array, random: Random): Buffer {
  let bytes = Buffer.from(original);
  for (let n = random.integer(1, 3); n > 0 && bytes.length > 0; n--) {
    bytes = random.pick(random.chance(0.2) ? RARE : MUTATIONS)(bytes, random) as Buffer<ArrayBuffer>;
  }
  return bytes;
}

function place(bytes: Buffer, random: Random): number {
  return Math.min(
    bytes.length - 1,
    Math.floor(random.chance(0.5) ? random.next() * bytes.length : random.logBetween(1, bytes.length)),
  );
}

function range(bytes: Buffer, random: Random): [number, number] {
  const from = place(bytes, random);
  return [from, Math.min(bytes.length, from + Math.ceil(random.logBetween(1, 1000)))];
}
