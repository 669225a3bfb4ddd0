import { boundedSettings } from '../../producer/chunk-bytes.ts';
import { lookAt } from '../../producer/recording/look-at.ts';
import { RecordingSource } from '../../producer/recording/recording-source.ts';
import { frameOptionsOf, type PreparedRun, type PreparedRuns } from '../prepare-runs.ts';

/**
 * Begins to look at the first recording, and then to decode it, so that its first frames are there once its run can be opened.
 *
 * @param stop - ends the decoding
 * @returns the runs, the first of them with what has begun: to be closed
 */
export function beginFirst({ runs: [first, ...others], ffmpeg }: PreparedRuns, stop: AbortSignal): PreparedRun[] {
  if (!first || first.input.kind === 'camera') return [...(first ? [first] : []), ...others];
  const { input } = first;
  const source = lookAt(ffmpeg, input).then((lookedAt) => {
    const { network, settings } = frameOptionsOf(first);
    const begun = new RecordingSource({ ffmpeg, input, network }, boundedSettings(settings, network), lookedAt, stop);
    begun.begin();
    return begun;
  });
  source.catch(() => undefined); // whoever opens its run tells it
  return [{ ...first, source }, ...others];
}

/** Ends what has begun and was not needed. */
export async function closeFirst([first]: readonly PreparedRun[]): Promise<void> {
  const source = await first?.source?.catch(() => null);
  await source?.close();
}
