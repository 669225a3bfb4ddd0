import { type DetectionRow, type RawFilter, runFilterOf } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';

const TIMES = ['from', 'to', 'since', 'until', 'timeOfDay', 'weekday'];

/** How many frames an export will read; `null` where only reading them tells. */
export async function frameTotal(reader: ResultsReader, filter: RawFilter): Promise<number | null> {
  if (TIMES.some((name) => name in filter)) return null;
  const runs = await reader.runs(runFilterOf(filter));
  return runs.reduce((sum, { storedFrames }) => sum + storedFrames, 0);
}

/** How many rows an export will write; `null` where only reading them tells. */
export async function rowTotal(reader: ResultsReader, filter: RawFilter): Promise<number | null> {
  const ofRuns = runFilterOf(filter);
  if (Object.keys(filter).length > Object.keys(ofRuns).length) return null;
  const runs = await reader.runs(ofRuns);
  return runs.reduce((sum, { detections }) => sum + detections, 0);
}

/** The same rows, each batch told of. */
export async function* countedRows(
  batches: AsyncIterable<readonly DetectionRow[]>,
  onRead: (rows: readonly DetectionRow[]) => void,
): AsyncGenerator<readonly DetectionRow[]> {
  for await (const rows of batches) {
    onRead(rows);
    yield rows;
  }
}
