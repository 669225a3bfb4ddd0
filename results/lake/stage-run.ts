import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { FramefleetError } from '../../shared/errors.ts';
import { quotedText } from '../query/quoted-text.ts';
import { rowsOf } from '../store/rows.ts';
import { lakePath } from './lake-paths.ts';
import { isUnchanged, type LakeRun } from './lake-runs.ts';
import type { LakeSource } from './lake-source.ts';
import { askedColumns, gatheredName, LAKE_SCHEMA, LAKE_TABLES, type LakeTable } from './lake-tables.ts';
import type { Scratch } from './scratch.ts';

/** A file that is whole and not yet in its place. */
export interface StagedFile {
  readonly staged: string;
  /** Its place within the lake. */
  readonly path: string;
}

/** The rows of a table that lie under one day. */
interface Part {
  readonly day: string | null;
  /** What of the gathered rows it takes. */
  readonly condition: string;
}

/**
 * Writes the files of a run beside the lake, on the disk to their last byte.
 *
 * @param mode - rights of the files
 * @returns in the order in which they are to appear; `null` where the run has become another meanwhile
 */
export async function stageRun(
  scratch: Scratch,
  source: LakeSource,
  run: LakeRun,
  { mode, signal }: { readonly mode: number; readonly signal: AbortSignal },
): Promise<StagedFile[] | null> {
  const { connection } = scratch;
  for (const table of LAKE_TABLES) {
    signal.throwIfAborted();
    const columns = askedColumns(table);
    const types = columns.map(({ name, type }) => `${name} ${type}`).join(', ');
    await connection.run(`CREATE OR REPLACE TEMP TABLE ${gatheredName(table)} (${types})`);
    const list = columns.map(({ name, type, from }) => `CAST(${from} AS ${type}) AS ${name}`).join(', ');
    const sql = `SELECT ${list} FROM ${table.from} WHERE row.run_id = ${quotedText(run.runId)}`;
    await source.gather({ views: table.views, sql }, scratch, { table: gatheredName(table), columns, signal });
  }
  if (!(await isUnchanged(source, run))) return null;
  const days = await daysOf(scratch);
  const files: StagedFile[] = [];
  for (const table of LAKE_TABLES) {
    const parts = table.isOfFrames ? days : [{ day: run.day ?? days[0]?.day ?? null, condition: 'true' }];
    files.push(...(await stageTable(scratch, table, parts, run)));
    signal.throwIfAborted();
  }
  await Promise.all(files.map(({ staged }) => keep(staged, mode)));
  return files;
}

/** The days on which the frames of the gathered run were taken. */
async function daysOf({ connection }: Scratch): Promise<Part[]> {
  const rows = await rowsOf<{ day: string | null; first: number; last: number }>(connection, {
    sql: `SELECT CAST(CAST(captured_at AS DATE) AS VARCHAR) AS day, min(frame_index) AS first, max(frame_index) AS last
          FROM gathered_frames GROUP BY 1 ORDER BY 1 NULLS LAST`,
    values: {},
  });
  return rows.map(({ day, first, last }) => {
    const isDay = `CAST(frame.captured_at AS DATE) IS NOT DISTINCT FROM ${day === null ? 'NULL' : `DATE ${quotedText(day)}`}`;
    return { day, condition: `row.frame_index BETWEEN ${first} AND ${last} AND ${isDay}` };
  });
}

async function stageTable(
  { connection, folder }: Scratch,
  table: LakeTable,
  parts: readonly Part[],
  run: LakeRun,
): Promise<StagedFile[]> {
  const name = gatheredName(table);
  const [gathered] = await rowsOf<{ rows: number }>(connection, {
    sql: `SELECT count(*)::DOUBLE AS rows FROM ${name}`,
    values: {},
  });
  const facts = { framefleet_lake_schema: LAKE_SCHEMA, framefleet_run: run.runId, framefleet_version: run.version };
  const metadata = Object.entries(facts).map(([key, value]) => `${key}: ${quotedText(String(value))}`);
  const list = table.columns.map((column) => `${column.gathered} AS ${column.name}`).join(', ');
  const frames = table.isOfFrames ? 'JOIN gathered_frames frame USING (frame_index)' : '';
  const files: StagedFile[] = [];
  let left = gathered!.rows;
  for (const { day, condition } of left === 0 ? [] : parts) {
    const staged = join(folder, `${table.name}-${files.length}.parquet`);
    const { rowsChanged } = await connection.run(
      `COPY (SELECT ${list} FROM ${name} row ${frames} WHERE ${condition} ORDER BY ${table.order})
       TO ${quotedText(staged)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${metadata.join(', ')}})`,
    );
    left -= rowsChanged;
    if (rowsChanged === 0) continue; // a day on which nothing was seen
    files.push({ staged, path: lakePath(table.name, day, run) });
  }
  if (left !== 0)
    throw new FramefleetError('INTERNAL', `Rows of ${table.name} of the run \`${run.runId}\` have no frame.`);
  return files;
}

/** Lets a file have its rights, and the disk have all of it: a place that is taken by a file without its bytes would be worse than an empty one. */
async function keep(path: string, mode: number): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}
