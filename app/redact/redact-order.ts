import type { Hiding } from '../../pictures/hide-regions.ts';
import type { CopiedContainer } from '../../producer/encoding/copied-container.ts';
import type { ShownSource } from '../../producer/encoding/shown-frames.ts';
import type { RunCover } from './run-cover.ts';
import type { SpaceMargin } from './space-margin.ts';

/** What is hidden around boxes, and how. */
export interface RedactStyle {
  readonly how: Hiding;
  readonly margin: SpaceMargin;
  /** Before an object was first seen and after it was last seen. */
  readonly marginSeconds: number;
}

/** What is copied. */
export interface RedactOrder extends RedactStyle, CopiedContainer {
  readonly source: ShownSource;
  /** Frames that it has; `null` where nobody knows. */
  readonly frameCount: number | null;
  /** What several runs saw, all of which is hidden. */
  readonly covers: readonly Pick<RunCover, 'at'>[];
  /** What is hidden. */
  readonly labels: readonly string[];
  /** Whether it is refused where frames were not looked at. */
  readonly isStrict: boolean;
  readonly signal: AbortSignal;
  /** @param done - frames that are written */
  readonly onProgress: (done: number) => void;
}
