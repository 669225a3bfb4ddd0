import type { CarryAnswer, Gap, GapVerdict, SettledStretch } from '../../../shared/adaptive.ts';
import { ConfigError, StoreError } from '../../../shared/errors.ts';
import type { FrameCarrier, RunLedger } from '../../../shared/ports.ts';
import type { RunGeneration, RunRecord } from '../../../shared/run.ts';
import type { Database } from '../database.ts';
import { readRun, requireRun } from '../run-rows.ts';
import { carryStretch } from './carry-stretch.ts';
import { foundFrames } from './found-frames.ts';
import { framesOfGaps, judgeGaps } from './judge-gaps.ts';
import { RememberedFrames } from './remembered-frames.ts';
import { readStretches } from './stretch-accounts.ts';

/** Carries frames in the store itself. */
export class DuckDbCarrier implements FrameCarrier {
  readonly #database: Database;
  readonly #ledger: Pick<RunLedger, 'read'>;
  readonly #frames = new RememberedFrames();

  constructor(database: Database, ledger: Pick<RunLedger, 'read'>) {
    this.#database = database;
    this.#ledger = ledger;
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

  async judge(run: RunGeneration, gaps: readonly Gap[]): Promise<readonly GapVerdict[]> {
    const { version } = this.#database;
    const record = await this.#ledger.read(run.runId);
    requireAdaptive(record, run);
    const found = await this.#frames.find(run, version, framesOfGaps(gaps), (names) =>
      this.#database.read(async (connection) =>
        foundFrames(connection, (await requireRun(connection, run.runId)).runNo, names),
      ),
    );
    return judgeGaps(found, gaps, record.settings.confidence);
  }

  carry(run: RunGeneration, stretch: SettledStretch): Promise<CarryAnswer> {
    return this.#database.write(
      async (connection) => {
        const { runNo } = await requireRun(connection, run.runId);
        const record = await readRun(connection, run.runId);
        requireAdaptive(record, run);
        return carryStretch(connection, runNo, record, stretch, new Date());
      },
      { keepsNames: true },
    );
  }
}

function requireAdaptive(record: RunRecord, { runId, generation }: RunGeneration): void {
  if (record.generation !== generation) {
    throw new StoreError(
      'RUN_CONFLICT',
      `Expected run \`${runId}\` to be this command's, got one that another command has begun anew meanwhile.`,
    );
  }
  if (record.settings.adaptive) return;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected run \`${runId}\` to be adaptive, got one that looks at every frame.`,
  );
}
