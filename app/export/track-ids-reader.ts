import { TrackIds } from '../../results/export/track-ids.ts';
import { type RawFilter, runFilterOf } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { TracksReader } from '../../shared/tracks.ts';

/**
 * Gives the objects of runs, those of one run at a time.
 *
 * @returns `null` for a run that is open: what comes later decides about objects too
 */
export async function trackIdsReader(
  reader: ResultsReader,
  tracks: TracksReader,
  filter: RawFilter,
): Promise<(runId: string) => Promise<TrackIds | null>> {
  const runs = await reader.runs(runFilterOf(filter));
  const open = new Set(runs.filter(({ state }) => state !== 'complete').map(({ runId }) => runId));
  return async (runId) => {
    if (open.has(runId)) return null;
    const ids = new TrackIds();
    for await (const rows of await tracks.boxes({ run: runId })) ids.add(rows);
    return ids;
  };
}

/** Lets the tracks of runs be made, where they are not there yet: while a store's file is read, nothing can be written into it. */
export async function makeTracks(tracks: TracksReader, filter: RawFilter): Promise<void> {
  for await (const _rows of await tracks.tracks(runFilterOf(filter)));
}
