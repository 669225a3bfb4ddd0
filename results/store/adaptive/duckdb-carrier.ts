import type { DuckDBConnection } from '@duckdb/node-api';
import type { CarryAnswer, Gap, GapVerdict, SettledStretch } from '../../../shared/adaptive.ts';
import { sureConfidenceOf } from '../../../shared/audit.ts';
import { ConfigError, StoreError } from '../../../shared/errors.ts';
import type { FrameCarrier } from '../../../shared/ports.ts';
import type { RunGeneration, RunRecord } from '../../../shared/run.ts';
import type { Database } from '../database.ts';
import { readRun, requireRun } from '../run-rows.ts';
import { carryStretch } from './carry-stretch.ts';
import { judgeGaps } from './judge-gaps.ts';
import { readStretches } from './stretch-accounts.ts';

/** Carries frames in the store itself. */
export class DuckDbCarrier implements FrameCarrier {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  carriedUpTo(runId: string): Promise<number> {
    return this.#database.read(async (connection) => {
      const stretches = await readStretches(connection, (await requireRun(connection, runId)).runNo);
      let end = 0;
      for (const { firstChunkIndex, lastChunkIndex } of stretches)
        if (firstChunkIndex === end) end = lastChunkIndex + 1;
      return end;
    });
  }

  judge(run: RunGeneration, gaps: readonly Gap[]): Promise<readonly GapVerdict[]> {
    return this.#database.read(async (connection) => {
      const { runNo, record } = await adaptiveRun(connection, run);
      return judgeGaps(connection, runNo, gaps, sureConfidenceOf(record.settings.confidence));
    });
  }

  carry(run: RunGeneration, stretch: SettledStretch): Promise<CarryAnswer> {
    return this.#database.write(
      async (connection) => {
        const { runNo, record } = await adaptiveRun(connection, run);
        return carryStretch(connection, runNo, record, stretch, new Date());
      },
      { keepsNames: true },
    );
  }
}

async function adaptiveRun(
  connection: DuckDBConnection,
  { runId, generation }: RunGeneration,
): Promise<{ runNo: number; record: RunRecord }> {
  const { runNo } = await requireRun(connection, runId);
  const record = await readRun(connection, runId);
  if (record.generation !== generation) {
    throw new StoreError(
      'RUN_CONFLICT',
      `Expected run \`${runId}\` to be this command's, got one that another command has begun anew meanwhile.`,
    );
  }
  if (record.settings.adaptive) return { runNo, record };
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected run \`${runId}\` to be adaptive, got one that looks at every frame.`,
  );
}
