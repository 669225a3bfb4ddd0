import { boundedSettings } from '../../producer/chunk-bytes.ts';
import { lookAt } from '../../producer/recording/look-at.ts';
import { RecordingSource } from '../../producer/recording/recording-source.ts';
import { frameOptionsOf, type PreparedRun, type PreparedRuns } from '../prepare-runs.ts';

/** Runs of which the first has begun. */
export interface BegunRuns {
  readonly runs: readonly PreparedRun[];
  /** Ends what has begun and was not needed; does not wait for a look that is still on its way. */
  close(): Promise<void>;
}

/**
 * Begins to look at the first recording, and then to decode it, so that its first frames are there once its run can be opened.
 *
 * @param stop - ends the decoding
 */
export function beginFirst({ runs, ffmpeg }: PreparedRuns, stop: AbortSignal): BegunRuns {
  const [first, ...others] = runs;
  if (!first || first.input.kind === 'camera') return { runs, close: async () => undefined };
  let begun: RecordingSource | null = null;
  let isClosed = false;
  const source = lookAt(ffmpeg, first.input).then((lookedAt) => {
    const { network, settings } = frameOptionsOf(first);
    const recording = { ffmpeg, input: first.input, network };
    begun = new RecordingSource(recording, boundedSettings(settings, network), lookedAt, stop);
    if (!isClosed) begun.begin();
    return begun;
  });
  source.catch(() => undefined); // whoever opens its run tells it
  return {
    runs: [{ ...first, source }, ...others],
    async close() {
      isClosed = true;
      await begun?.close();
    },
  };
}
