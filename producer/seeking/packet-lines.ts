/** A packet of a stream, as ffmpeg's `framecrc` lists it. */
export interface PacketLine {
  /** Ticks; `null` where the packet has none, likewise below. */
  readonly dts: number | null;
  readonly pts: number | null;
  readonly size: number;
  /** Adler-32 that begins with 0, so that bytes of zeros have 0. */
  readonly checksum: number;
  readonly isKey: boolean;
  readonly isCorrupt: boolean;
  /** Decoded, but not shown: it lies outside the container's edit list. */
  readonly isDiscarded: boolean;
}

const [keyFlag, corruptFlag, discardFlag] = [1, 2, 4];
/** How `framecrc` writes that there is no time stamp: the smallest of 64 bits. */
const noTime = -(2 ** 63);
const pattern = /^0, *(-?\d+), *(-?\d+), *-?\d+, *(\d+), 0x([0-9a-f]{8})(?:, F=0x([0-9A-F]+))?/;

/** @returns `null` for a line that lists no packet of the first stream */
export function readPacketLine(line: string): PacketLine | null {
  const match = pattern.exec(line);
  if (!match) return null;
  const flags = match[5] === undefined ? keyFlag : Number.parseInt(match[5], 16);
  return {
    dts: timeOf(match[1]!),
    pts: timeOf(match[2]!),
    size: Number(match[3]),
    checksum: Number.parseInt(match[4]!, 16),
    isKey: (flags & keyFlag) !== 0,
    isCorrupt: (flags & corruptFlag) !== 0,
    isDiscarded: (flags & discardFlag) !== 0,
  };
}

/** Calls back for each packet in pieces of text of any length. */
export class PacketLineReader {
  #rest = '';

  constructor(private readonly onPacket: (packet: PacketLine) => void) {}

  read(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const packet = readPacketLine(line);
      if (packet) this.onPacket(packet);
    }
  }
}

function timeOf(text: string): number | null {
  const time = Number(text);
  return time === noTime ? null : time;
}
