import { countBelow } from './growing-numbers.ts';
import type { PacketLine } from './packet-lines.ts';

/** Of groups that need one another this many key frames are passed, where it is not sure which of the first group's packets was the first. */
const keysOfOpenGroups = 3;

/** A key frame that a pass may begin at. */
export interface KeyFrame {
  /** Counted in the source. */
  readonly frameIndex: number;
  readonly pts: number;
  /** Time stamp that ffmpeg is told to go to: this one's, or one before it. */
  readonly seekPts: number;
}

/** Key frames of a stream in order; an entry of each list for each. */
export interface KeyFrames {
  readonly pts: Float64Array;
  readonly size: Float64Array;
  readonly checksum: Float64Array;
  /** 1 where frames follow in the file that are shown before it: without what came before it they cannot be decoded. */
  readonly hasLeading: Float64Array;
}

/**
 * Where the frames of a stream lie, by its packets alone: the frame that is shown as the n-th is the n-th packet by time stamp.
 * A frame takes 8 bytes, a key frame 32 more.
 */
export class PacketIndex {
  /**
   * @param times - time stamps of the frames in the order in which they are shown, from the first one on
   * @param isWhole - whether it reaches to the stream's end
   * @param isKeyed - whether a container that is entered in the middle is read from a key frame on
   */
  constructor(
    readonly times: Float64Array,
    private readonly keys: KeyFrames,
    readonly isWhole: boolean,
    private readonly isKeyed: boolean,
  ) {}

  /** Time stamp of the last frame that is marked as a key frame. */
  get lastKeyPts(): number {
    return this.keys.pts.at(-1) ?? -Infinity;
  }

  /**
   * The last key frame at which a pass may begin so that frames from `frameIndex` on are as in a pass from the beginning.
   *
   * @returns `null` where that is the beginning itself
   */
  keyFrameBefore(frameIndex: number): KeyFrame | null {
    const { times, keys } = this;
    if (frameIndex < 0 || frameIndex >= times.length) return null;
    const at = countBelow(keys.pts, times[frameIndex]! + 1) - 1;
    const back = !keys.hasLeading[at] ? 0 : this.isKeyed ? 1 : keysOfOpenGroups - 1;
    if (at - back < 1) return null;
    const pts = keys.pts[at]!;
    const midway = this.isKeyed || back > 0 ? 0 : (pts - keys.pts[at - 1]!) / 2;
    return { frameIndex: countBelow(times, pts), pts, seekPts: keys.pts[at - back]! - midway };
  }

  /**
   * Whether a pass whose first packet is this one gives the frames from a time stamp on as a pass from the beginning does: the
   * packet has to be one of the stream, at its place, and far enough before.
   */
  isBefore({ pts, size, checksum }: PacketLine, wantedPts: number): boolean {
    if (pts === null) return false;
    const { keys, times } = this;
    const at = countBelow(keys.pts, pts);
    const between = countBelow(keys.pts, wantedPts + 1) - at;
    const isOpen = keys.hasLeading[at] === 1;
    // One that comes before a key frame in time may come behind it in the file where groups are open.
    if (keys.pts[at] !== pts)
      return times[countBelow(times, pts)] === pts && between >= (isOpen ? keysOfOpenGroups : 1);
    return keys.size[at] === size && keys.checksum[at] === checksum && between > (isOpen ? 1 : 0);
  }
}
