import { GrowingNumbers } from './growing-numbers.ts';
import { PacketIndex } from './packet-index.ts';
import type { PacketLine } from './packet-lines.ts';

/** What is known of a stream before its packets are read. */
export interface IndexRules {
  readonly codec: string;
  /** As ffmpeg calls it. */
  readonly container: string;
  /** Time stamp of the first frame that decodes. */
  readonly firstPts: number | null;
}

/** Codecs of which each packet holds one frame, as far as `fault` can tell; and those whose frames are all key frames. */
const intraCodecs = new Set(['mjpeg', 'prores', 'dnxhd', 'rawvideo', 'ffv1', 'huffyuv', 'ffvhuff', 'utvideo', 'v210']);
const interCodecs = new Set(['h264', 'hevc', 'vp9', 'av1', 'mpeg4', 'mpeg1video', 'mpeg2video']);
/** Containers that say which frames are key frames, and lead to them. */
const keyedContainers = /^(mov|matroska|avi)\b/;
const containers = /^(mov|matroska|avi|mpegts)\b/;
/** MPEG-4 frames of fewer bytes say that nothing is to be shown. */
const leastMpeg4Bytes = 10;
/** So many frames without one that is no key frame are not believed of a codec that has others. */
const mostKeysInARow = 50;

/** Whether packets of such a stream may be counted as frames at all. */
export function isIndexable({ codec, container }: IndexRules): boolean {
  return containers.test(container) && (intraCodecs.has(codec) || interCodecs.has(codec));
}

/** Whether the container itself leads to a place in it, so that what lies behind that place does not matter. */
export function isKeyedContainer({ container }: IndexRules): boolean {
  return keyedContainers.test(container);
}

/** Makes an index of a stream's packets, which come in the order of the file. */
export class PacketIndexBuilder {
  /** Why packets cannot be counted as frames; `null` while they can. */
  fault: string | null = null;
  readonly #times = new GrowingNumbers();
  readonly #keyPts = new GrowingNumbers();
  readonly #keySize = new GrowingNumbers();
  readonly #keyChecksum = new GrowingNumbers();
  readonly #keyHasLeading = new GrowingNumbers();
  /** Time stamps whose place is not sure yet, ascending. */
  readonly #unsettled: number[] = [];
  #packets = 0;
  #lastDts = -Infinity;
  #leading: Float64Array | null = null;
  /** A packet that is cut off may be the last one: what comes before it is none the worse. */
  #isCutOff = false;

  constructor(private readonly rules: IndexRules) {}

  /** Frames whose place is known. */
  get times(): Float64Array {
    return this.#times.values;
  }

  take(packet: PacketLine): void {
    this.fault ??= this.#faultOf(packet);
    this.#isCutOff ||= packet.isCorrupt;
    if (this.fault !== null || this.#isCutOff) return;
    const { pts, isKey, isDiscarded } = packet as PacketLine & { pts: number };
    this.#packets++;
    this.#lastDts = packet.dts!;
    if (isKey && !isDiscarded) this.#takeKey(packet);
    else if (pts < this.#keyPts.last) this.#markLeading();
    if (!isDiscarded) this.#insert(pts);
    this.#settle(this.#lastDts);
  }

  /** @returns `null` where packets cannot be counted as frames */
  finish(isWhole: boolean): PacketIndex | null {
    if (isWhole) this.#settle(Infinity);
    const { firstPts } = this.rules;
    if (firstPts === null || this.times[0] !== firstPts) this.fault ??= 'it does not begin with its first packet';
    if (this.fault !== null) return null;
    const keys = {
      pts: this.#keyPts.values,
      size: this.#keySize.values,
      checksum: this.#keyChecksum.values,
      hasLeading: this.#keyHasLeading.values,
    };
    return new PacketIndex(this.times, keys, isWhole, isKeyedContainer(this.rules));
  }

  #faultOf({ dts, pts, size, checksum, isKey, isCorrupt }: PacketLine): string | null {
    const { codec, container } = this.rules;
    if (this.#isCutOff) return 'a packet is damaged';
    if (isCorrupt) return null;
    if (dts === null || pts === null) return 'a packet has no time stamp';
    if (dts <= this.#lastDts || pts < dts) return 'its clock jumps';
    if (pts <= this.#times.last || this.#unsettled.includes(pts)) return 'two packets have one time stamp';
    if (size === 0 || checksum === 0) return 'a packet is damaged';
    if (this.#packets === 0 && !isKey) return 'it begins between two key frames';
    if (container.startsWith('avi') && dts !== pts) return 'its frames are not in the order in which they are shown';
    if (codec === 'mpeg4' && size < leastMpeg4Bytes) return 'a packet holds no frame';
    const hasNoOthers = this.#keyPts.length === this.#packets && this.#packets > mostKeysInARow;
    return hasNoOthers && !intraCodecs.has(codec) ? 'every frame is said to be a key frame' : null;
  }

  #takeKey({ pts, size, checksum }: PacketLine): void {
    if (pts! <= this.#keyPts.last) this.fault = 'its key frames are out of order';
    this.#keyPts.push(pts!);
    this.#keySize.push(size);
    this.#keyChecksum.push(checksum);
    this.#keyHasLeading.push(0);
    this.#leading = null;
  }

  #markLeading(): void {
    this.#leading ??= this.#keyHasLeading.values;
    this.#leading[this.#leading.length - 1] = 1;
  }

  #insert(pts: number): void {
    let at = this.#unsettled.length;
    while (at > 0 && this.#unsettled[at - 1]! > pts) at--;
    this.#unsettled.splice(at, 0, pts);
  }

  /** A packet that is still to come is shown no sooner than it is decoded. */
  #settle(dts: number): void {
    while (this.#unsettled.length > 0 && this.#unsettled[0]! < dts) this.#times.push(this.#unsettled.shift()!);
  }
}
