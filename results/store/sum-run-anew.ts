import type { DuckDBConnection } from '@duckdb/node-api';
import { sumConfidencesAnew } from './confidence-sums.ts';
import { sumMinutesAnew } from './minute-sums.ts';
import { sumSecondsAnew } from './second-sums.ts';

/** Makes all sums of a run anew from its rows, where some were taken out. */
export async function sumRunAnew(connection: DuckDBConnection, runNo: number): Promise<void> {
  await sumSecondsAnew(connection, runNo);
  await sumMinutesAnew(connection, runNo); // of those by second
  await sumConfidencesAnew(connection, runNo);
}
