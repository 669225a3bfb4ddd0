import { join } from 'node:path';
import { DuckDbStore } from '../../../../results/store/duckdb-store.ts';
import type { DetectionRow, RawFilter } from '../../../../shared/questions.ts';
import { inFreshFolder } from '../../fixtures/samples.ts';
import type { Found } from './answer.ts';
import { Random } from './random.ts';
import { type StoredFrame, storeRandomRuns } from './stored.ts';

/** A store of random runs, and what was stored. */
export interface Scene {
  readonly store: DuckDbStore;
  readonly frames: readonly StoredFrame[];
  readonly random: Random;
}

/** @param seed - the same runs and questions each time */
export async function withRandomStore(seed: number, body: (scene: Scene) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    const random = new Random(seed);
    try {
      await body({ store, frames: await storeRandomRuns(store, random), random });
    } finally {
      await store.close();
    }
  });
}

/** All rows of a long answer. */
export async function rowsOf({ reader }: DuckDbStore, filter: RawFilter): Promise<DetectionRow[]> {
  const rows: DetectionRow[] = [];
  for await (const batch of await reader.detections(filter)) rows.push(...batch);
  return rows;
}

/** What tells a detection from others. */
export function keyOfRow({ runId, frameIndex, label, x1, y1, x2, y2 }: DetectionRow): string {
  return [runId, frameIndex, label, x1, y1, x2, y2].join(' ');
}

/** The same of one that was found by hand. */
export function keyOfFound({ frame, label, box }: Found): string {
  return [frame.runId, frame.frameIndex, label, ...box].join(' ');
}
