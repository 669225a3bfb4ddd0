import { countBelow } from './growing-numbers.ts';
import type { PacketLine } from './packet-lines.ts';

/** Key frames that are seen before frames behind them are taken: by what follows one, a decoder may need what came before it. */
const keysFromAnywhere = 3;

/** A key frame that a pass may begin at. */
export interface KeyFrame {
  /** Counted in the source. */
  readonly frameIndex: number;
  readonly pts: number;
  /** Time stamp of the key frame that ffmpeg is told to go to; this one's, or that of one before it. */
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
   * @param isKeyed - whether the container is sure to be read from a key frame on after seeking
   */
  constructor(
    readonly times: Float64Array,
    private readonly keys: KeyFrames,
    readonly isWhole: boolean,
    private readonly isKeyed: boolean,
  ) {}

  /**
   * The last key frame at which a pass may begin so that frames from `frameIndex` on are as in a pass from the beginning.
   *
   * @returns `null` where that is the beginning itself
   */
  keyFrameBefore(frameIndex: number): KeyFrame | null {
    const { times, keys } = this;
    if (frameIndex < 0 || frameIndex >= times.length) return null;
    const at = countBelow(keys.pts, times[frameIndex]! + 1) - 1;
    const back = this.isKeyed ? (keys.hasLeading[at] ? 1 : 0) : keysFromAnywhere - 1;
    if (at - back < 1) return null;
    const pts = keys.pts[at]!;
    return { frameIndex: countBelow(times, pts), pts, seekPts: keys.pts[at - back]! };
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
    if (keys.pts[at] !== pts) return times[countBelow(times, pts)] === pts && between >= keysFromAnywhere;
    const isSame = keys.size[at] === size && keys.checksum[at] === checksum;
    return isSame && between > (keys.hasLeading[at] ? 1 : 0);
  }
}
