import type { ErrorCode } from '../../shared/errors.ts';
import type { DetectOptions, DetectorResult, RgbFrames } from '../../shared/inference.ts';
import type { ResolvedModel } from '../files/resolved-model.ts';
import type { OpenedSession, SessionOptions } from '../runtime/open-session.ts';

/** What the model's thread starts from. */
export interface DetectorSource {
  readonly model: ResolvedModel;
  /** Holds the cache of optimised graphs. */
  readonly home: string;
  readonly session: SessionOptions;
}

/** What crosses to the model's thread and back. */
export type DetectRequest = {
  readonly id: number;
  /** Whether it is served between two batches of a request that is not. */
  readonly isUrgent: boolean;
  readonly frames: RgbFrames;
  readonly options: DetectOptions;
};
export type DetectMessage = DetectRequest | 'close';
/** Sent first: its native code is loaded. A process that ends while a thread loads it is aborted. */
export type RuntimeLoaded = 'runtime loaded';
/** Sent once, when the model is loaded. */
export type DetectorReady = Pick<OpenedSession, 'cacheFault'>;
export type DetectReply = { readonly id: number } & (
  | { readonly result: DetectorResult }
  | { readonly error: { readonly code: ErrorCode; readonly message: string } }
);
