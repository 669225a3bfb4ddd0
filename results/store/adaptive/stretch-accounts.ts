import type { DuckDBConnection } from '@duckdb/node-api';
import { z } from 'zod';
import type { Audit } from '../../../shared/audit.ts';
import { type AuditAccount, auditOf } from '../../analysis/adaptive/audit-interval.ts';
import { groupBy } from '../../query/group-by.ts';
import { listOf } from '../../query/sql.ts';
import { rowsOf } from '../rows.ts';

const count = z.number().min(0);
const sumsSchema = z.object({
  ...{ frames: count, all: count, right: count, allSquares: count, rightSquares: count, products: count },
});
const accountSchema = z.object({
  ...{ carriedFrames: count, exact: count, exactOfAll: count },
  ...{ recall: sumsSchema, precision: sumsSchema, recallOfAll: sumsSchema, precisionOfAll: sumsSchema },
});

/** Consecutive chunks of a run that were carried together. */
export interface StretchRow {
  readonly firstChunkIndex: number;
  readonly lastChunkIndex: number;
}

/** The stretches of a run that have been carried, in order. */
export function readStretches(connection: DuckDBConnection, runNo: number): Promise<StretchRow[]> {
  return rowsOf<StretchRow>(connection, {
    sql: `SELECT first_chunk AS "firstChunkIndex", last_chunk AS "lastChunkIndex" FROM carried_stretches
          WHERE run_no = $runNo ORDER BY 1`,
    values: { runNo },
  });
}

/** Keeps what is known of a stretch; part of the transaction that stores its frames. */
export async function addStretch(
  connection: DuckDBConnection,
  runNo: number,
  { firstChunkIndex, lastChunkIndex }: StretchRow,
  account: AuditAccount,
): Promise<void> {
  await connection.run('INSERT INTO carried_stretches VALUES ($runNo, $firstChunkIndex, $lastChunkIndex, $account)', {
    ...{ runNo, firstChunkIndex, lastChunkIndex, account: JSON.stringify(account) },
  });
}

/** What audits say of runs, by id. @param runs - adaptive ones */
export async function readAudits(
  connection: DuckDBConnection,
  runs: readonly { readonly runId: string; readonly confidence: number }[],
): Promise<ReadonlyMap<string, Audit>> {
  if (runs.length === 0) return new Map();
  const ids = listOf(
    'run',
    runs.map(({ runId }) => runId),
  );
  const rows = await rowsOf<{ runId: string; account: string }>(connection, {
    sql: `SELECT r.run_id AS "runId", s.account FROM carried_stretches s JOIN runs r USING (run_no) WHERE r.run_id IN ${ids.sql}`,
    values: ids.values,
  });
  const accounts = groupBy(rows, ({ runId }) => runId);
  return new Map(
    runs.flatMap(({ runId, confidence }) => {
      const own = accounts.get(runId)?.map(({ account }) => accountSchema.parse(JSON.parse(account)));
      return own ? [[runId, auditOf(own, confidence)]] : [];
    }),
  );
}
