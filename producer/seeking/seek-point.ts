import type { Size } from '../../shared/geometry.ts';
import type { PacketLine } from './packet-lines.ts';

/** Where a pass begins that leaves the beginning of a source out, and how it is known to be there. */
export interface SeekPoint {
  /** Where ffmpeg is told to go, in seconds of the time stamps. */
  readonly seconds: number;
  /** First frame that is told of; what is decoded before it is thrown away. */
  readonly frameIndex: number;
  /** Time stamps of all frames up to the first wanted one; from `frameIndex` on the pass has to give just these. */
  readonly times: Float64Array;
  readonly secondsPerTick: number;
  /** Of the source's first frame, as shown. A picture that is of another size here has changed on the way. */
  readonly shown: Size;
  /** Whether a first packet lies far enough before the frame. */
  isBefore(packet: PacketLine): boolean;
}
