import type { LakeRun } from './lake-runs.ts';

/** The table whose file says that a run is there whole. */
export const MARK_TABLE = 'runs';
/** How folders of partitions say that a value is null: readers of such folders know it. */
const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';

const RUN_FILE = /^(\w+)\/day=[^/]+\/video_id=[^/]+\/([^/]+)-([0-9a-f]{12})\.parquet$/;

/** A file of a run. */
export interface LakeFile {
  /** Within the lake, with `/` between its parts. */
  readonly path: string;
  readonly table: string;
  readonly runId: string;
  readonly version: string;
}

/** Where the rows of a run and a day lie within the lake. @param day - `2026-03-02`; `null`: nobody knows */
export function lakePath(table: string, day: string | null, { runId, videoId, version }: LakeRun): string {
  const parts = [`day=${day === null ? NULL_PARTITION : escaped(day)}`, `video_id=${escaped(videoId)}`];
  return [table, ...parts, `${runId}-${version}.parquet`].join('/');
}

/** What a path within the lake is; `null` for what is none of its files. */
export function lakeFileOf(path: string): LakeFile | null {
  const [, table, runId, version] = RUN_FILE.exec(path) ?? [];
  if (table === undefined || runId === undefined || version === undefined) return null;
  return { path, table, runId, version };
}

/** As Hive writes values into paths, and readers of its folders read them. */
function escaped(value: string): string {
  const bytes = [...Buffer.from(value)];
  return bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `%${hex(byte)}`)).join('');
}

function isPlain(byte: number): boolean {
  return /[A-Za-z0-9._-]/.test(String.fromCharCode(byte));
}

function hex(byte: number): string {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}
