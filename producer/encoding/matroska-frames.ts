import type { Size } from '../../shared/geometry.ts';

/** A fourcc of FFmpeg's for packed RGB, 24 bits a pixel. */
const RGB24 = 'RGB\x18';
/** The size of an element that ends with the stream. */
const UNKNOWN_SIZE = Buffer.from('01ffffffffffffff', 'hex');
const [KEY_FRAME, FIRST_TRACK] = [0x80, 0x81];

/**
 * The beginning of a Matroska stream of raw frames whose time stamps are nanoseconds, so that every clock of a recording fits in: this
 * is how frames that were drawn here get to an encoder with times of their own.
 *
 * @param size - of frames of packed RGB, rows top down
 * @param frameNanoseconds - how long a frame is shown of which nothing else is known
 * @see RFC 9559
 */
export function matroskaHead({ width, height }: Size, frameNanoseconds: number): Buffer {
  const video = element('e0', element('b0', unsigned(width)), element('ba', unsigned(height)), fourcc());
  const track = element(
    'ae',
    ...[element('d7', unsigned(1)), element('73c5', unsigned(1)), element('83', unsigned(1))],
    element('23e383', unsigned(Math.max(1, Math.round(frameNanoseconds)))),
    element('86', Buffer.from('V_UNCOMPRESSED')),
    video,
  );
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('matroska')), element('4287', unsigned(4))),
    ...[Buffer.from('18538067', 'hex'), UNKNOWN_SIZE],
    element('1549a966', element('2ad7b1', unsigned(1))),
    element('1654ae6b', track),
  ]);
}

/**
 * What goes before the pixels of a frame.
 *
 * @param nanoseconds - its time, 0 or later
 * @param bytes - of its pixels
 */
export function matroskaFrameHead(nanoseconds: number, bytes: number): Buffer {
  const time = element('e7', unsigned(nanoseconds));
  const block = Buffer.concat([
    ...[Buffer.from('a3', 'hex'), sizeOf(4 + bytes)],
    Buffer.from([FIRST_TRACK, 0, 0, KEY_FRAME]),
  ]);
  return Buffer.concat([Buffer.from('1f43b675', 'hex'), sizeOf(time.length + block.length + bytes), time, block]);
}

function fourcc(): Buffer {
  return element('2eb524', Buffer.from(RGB24, 'latin1'));
}

/** @param id - in hexadecimal, as the specification lists it */
function element(id: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from(id, 'hex'), sizeOf(body.length), body]);
}

function sizeOf(bytes: number): Buffer {
  return unsigned(BigInt(bytes) | (1n << 56n));
}

function unsigned(value: number | bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
