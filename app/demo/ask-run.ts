import type { DetectionRow } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { RunRecord } from '../../shared/run.ts';

/** How often a label was stored. */
export interface LabelCount {
  readonly label: string;
  readonly detections: number;
  /** Frames that hold at least one. */
  readonly frames: number;
}

/** What the store says of one run. */
export interface StoredRun {
  readonly run: RunRecord;
  /** Most frequent first. */
  readonly counts: readonly LabelCount[];
  /** Frames in order, by falling confidence within a frame. */
  readonly rows: readonly DetectionRow[];
}

/** Asks the store as `runs`, `count` and `query` do. @throws {StoreError} `STORE_UNREACHABLE` */
export async function askRun(reader: ResultsReader, runId: string): Promise<StoredRun> {
  const [run] = await reader.runs({ run: runId });
  const counts = await reader.counts({ run: runId, by: 'label' });
  const rows: DetectionRow[] = [];
  for await (const batch of await reader.detections({ run: runId })) rows.push(...batch);
  return {
    run: run!,
    counts: counts.map(({ label, detections, frames }) => ({
      label: String(label),
      detections: Number(detections),
      frames: Number(frames),
    })),
    rows,
  };
}
