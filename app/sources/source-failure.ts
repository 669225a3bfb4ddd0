import { type ErrorCode, FramefleetError } from '../../shared/errors.ts';

/** A recording that nothing could be made of. */
export interface SourceFailure {
  /** Where it was seen last. */
  readonly video: string;
  readonly error: FramefleetError;
}

/** Faults of one recording, which are none of others. */
const OF_A_SOURCE: readonly ErrorCode[] = ['SOURCE_GONE', 'INPUT_UNREADABLE', 'FFMPEG_FAILED', 'FRAMES_FAILED'];

/** Works on one recording among others. @returns why it failed; `null` where it did not. What others would fail by too is thrown. */
export async function withSource(video: string, work: () => Promise<void>): Promise<SourceFailure | null> {
  try {
    await work();
    return null;
  } catch (error) {
    if (error instanceof FramefleetError && OF_A_SOURCE.includes(error.code)) return { video, error };
    throw error;
  }
}
