import { createHash, type Hash } from 'node:crypto';
import { TimesDigest } from './times-digest.ts';

/** What the packets of a stream add up to. */
export interface ListedStream {
  readonly isVideo: boolean;
  readonly codec: string;
  readonly timeBase: readonly [numerator: number, denominator: number];
  /** Of its packets, in the order of the file. */
  readonly times: TimesDigest;
  /** Of sizes and checksums of its packets. */
  readonly content: string;
  /** When what is shown last begins and ends, in nanoseconds. */
  readonly latest: number;
  readonly end: number;
}

interface OpenStream {
  isVideo: boolean;
  codec: string;
  timeBase: readonly [number, number];
  times: TimesDigest;
  content: Hash;
  latest: number;
  end: number;
}

const DISCARDED = 4;

/** Reads what ffmpeg's `framecrc` lists of several streams, in pieces of any length. Holds nothing of single packets. */
export class ListedStreamsReader {
  readonly #streams = new Map<number, OpenStream>();
  #rest = '';

  read(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('#')) this.#readHead(line);
      else this.#readPacket(line);
    }
  }

  get streams(): ListedStream[] {
    const inOrder = [...this.#streams].sort(([a], [b]) => a - b);
    return inOrder.map(([, { content, ...stream }]) => ({ ...stream, content: content.copy().digest('hex') }));
  }

  #readHead(line: string): void {
    const [, name, index, value] = /^#(tb|media_type|codec_id) (\d+): (\S+)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) return;
    const stream = this.#streamOf(Number(index));
    if (name === 'media_type') stream.isVideo = value === 'video';
    else if (name === 'codec_id') stream.codec = value;
    else {
      const [numerator = 0, denominator = 1] = value.split('/').map(Number);
      stream.timeBase = [numerator, denominator];
      stream.times = new TimesDigest(stream.timeBase);
    }
  }

  #readPacket(line: string): void {
    const match = /^(\d+), *-?\d+, *(-?\d+), *(-?\d+), *(\d+), (0x[0-9a-f]{8})(?:, F=0x([0-9A-F]+))?/.exec(line);
    if (!match) return;
    const [pts, duration, size] = [match[2], match[3], match[4]].map(Number) as [number, number, number];
    if ((Number.parseInt(match[6] ?? '0', 16) & DISCARDED) !== 0) return;
    const stream = this.#streamOf(Number(match[1]));
    const [numerator, denominator] = stream.timeBase;
    const nanoseconds = (ticks: number) => Math.round((ticks * numerator * 1e9) / denominator);
    stream.times.add(pts);
    stream.content.update(`${size} ${match[5]}\n`);
    stream.latest = Math.max(stream.latest, nanoseconds(pts));
    stream.end = Math.max(stream.end, nanoseconds(pts + Math.max(0, duration)));
  }

  #streamOf(index: number): OpenStream {
    const known = this.#streams.get(index);
    if (known) return known;
    const timeBase = [1, 1] as const;
    const times = new TimesDigest(timeBase);
    const content = createHash('sha256');
    const stream = { isVideo: false, codec: '', timeBase, times, content, latest: -Infinity, end: -Infinity };
    this.#streams.set(index, stream);
    return stream;
  }
}
