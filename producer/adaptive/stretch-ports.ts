import type { FrameCarrier } from '../../shared/ports.ts';
import type { RunGeneration } from '../../shared/run.ts';
import type { DecodedFrame } from '../ffmpeg/decoded-frame.ts';
import type { StreamInfo } from '../ffmpeg/stream-info.ts';
import type { AuditDraw } from './audit-draw.ts';

/** What a stretch needs of its pass. */
export interface StretchPorts {
  readonly run: RunGeneration;
  readonly carrier: FrameCarrier;
  readonly timeBase: StreamInfo['timeBase'];
  readonly draw: AuditDraw;
  readonly mostBytes: number;
  readonly stop: AbortSignal;
  /** Sees to it that a frame is looked at, unless it was already. @returns once it is on the queue */
  look(frame: DecodedFrame): Promise<void>;
  /** Whether a frame is looked at already, so that its pixels are not needed for it. */
  isLooked(ordinal: number): boolean;
  /** Waits, and looks after what has been sent meanwhile. */
  rest(ms: number): Promise<void>;
  /** Until the ledger accounts for all that is to be looked at. */
  allLooked(): Promise<void>;
  /** The frames of a part of the source, once more. */
  decode(first: number, last: number): AsyncIterable<DecodedFrame>;
}
