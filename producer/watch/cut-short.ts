import type { FileHandle } from 'node:fs/promises';

/** Boxes that an MP4 or QuickTime file may begin with. */
const BOXES = /^(ftyp|moov|mdat|free|skip|wide|pnot|styp|moof|uuid)$/;
const MATROSKA_SEGMENT = 0x18538067;
const EBML_HEAD = 0x1a45dfa3;

/**
 * Why a file cannot be whole, by what its container says of its own length (MP4, QuickTime, Matroska, WebM, AVI); `null` where it
 * is whole, and where nothing tells.
 *
 * @param size - of the file, in bytes
 */
export async function cutShort(file: FileHandle, size: number): Promise<string | null> {
  const head = await bytesAt(file, 0, 64);
  if (head.every((byte) => byte === 0)) return 'it begins with nothing but zeros';
  if (BOXES.test(head.toString('latin1', 4, 8))) return cutBoxes(file, size);
  if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'AVI ') return cutRiff(file, size);
  if (head.length >= 4 && head.readUInt32BE(0) === EBML_HEAD) return cutSegment(head, size);
  return null;
}

async function cutBoxes(file: FileHandle, size: number): Promise<string | null> {
  let hasIndex = false;
  let at = 0;
  while (at + 8 <= size) {
    const head = await bytesAt(file, at, 16);
    const type = head.toString('latin1', 4, 8);
    hasIndex ||= type === 'moov' || type === 'moof';
    const short = head.readUInt32BE(0);
    if (short === 0) break; // reaches to the end of the file
    const length = short === 1 && head.length === 16 ? Number(head.readBigUInt64BE(8)) : short;
    if (length < 8 || !/^[\x20-\x7e\xa9]{4}$/.test(type)) return `its box at byte ${at} is none`;
    at += length;
  }
  if (at > size) return `it has ${size} of at least ${at} bytes`;
  return hasIndex ? null : 'its index (moov) is not there yet';
}

/** One or several RIFFs behind one another, each with its length; a recorder that was killed leaves 0. */
async function cutRiff(file: FileHandle, size: number): Promise<string | null> {
  let at = 0;
  while (at + 12 <= size) {
    const head = await bytesAt(file, at, 12);
    const length = head.readUInt32LE(4);
    if (head.toString('latin1', 0, 4) !== 'RIFF' || length === 0) return null;
    at += 8 + length + (length % 2);
  }
  return at - 1 > size ? `it has ${size} of at least ${at} bytes` : null;
}

function cutSegment(head: Buffer, size: number): string | null {
  const headLength = elementLength(head, 4);
  if (headLength === null) return null;
  const at = headLength.end + (headLength.value ?? 0);
  if (at + 12 > head.length || head.readUInt32BE(at) !== MATROSKA_SEGMENT) return null;
  const length = elementLength(head, at + 4);
  if (length === null || length.value === null) return null; // of unknown length: a stream
  const whole = length.end + length.value;
  return whole > size ? `it has ${size} of ${whole} bytes` : null;
}

/** The length of an EBML element, and where what is so long begins; `value` is `null` where it is unknown. */
function elementLength(bytes: Buffer, at: number): { value: number | null; end: number } | null {
  const first = bytes[at] ?? 0;
  const count = Math.clz32(first) - 23; // leading zeros of the byte, and one
  if (first === 0 || at + count > bytes.length) return null;
  let value = BigInt(first & ((1 << (8 - count)) - 1));
  for (let i = 1; i < count; i++) value = (value << 8n) | BigInt(bytes[at + i]!);
  const isUnknown = value === (1n << BigInt(7 * count)) - 1n;
  return { value: isUnknown ? null : Number(value), end: at + count };
}

async function bytesAt(file: FileHandle, position: number, count: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, position);
  return buffer.subarray(0, bytesRead);
}
