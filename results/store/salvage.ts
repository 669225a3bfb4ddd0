import { link, mkdtemp, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { messageOf } from '../../shared/errors.ts';
import { copiesOf } from './copy-store.ts';
import { rowsOf } from './rows.ts';

/** Whether DuckDB says that the file, or what it has not taken into the file yet, is damaged. */
export function isDamage(error: unknown): boolean {
  return /not a valid DuckDB|corrupt|checksum|Failure while replaying WAL|Serialization Error/i.test(messageOf(error));
}

/**
 * What of a damaged store can be read, in sentences that say how it is saved. The file is opened read-only and without its
 * log (`.wal`), and is not changed.
 *
 * @param path - of a file that nobody in this process has open
 */
export async function whatCanBeSaved(path: string): Promise<string> {
  const sentences = [await withoutLog(path, readableTables).catch(() => 'Nothing of it can be read.')];
  const log = await stat(`${path}.wal`).catch(() => null);
  if (log && !sentences[0]!.startsWith('Nothing')) {
    sentences.push(
      `That is without its log (\`${path}.wal\`, ${log.size} bytes of the latest changes): with the log moved away, the store may open.`,
    );
  }
  const copy = (await copiesOf(path)).at(-1);
  if (copy) sentences.push(`A copy of before it was last brought up to date is \`${copy}\`.`);
  return sentences.join(' ');
}

/** Which tables can be read to their last row, in a sentence. */
export async function readableTables(connection: DuckDBConnection): Promise<string> {
  const tables = await rowsOf<{ name: string }>(connection, {
    sql: "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY 1",
    values: {},
  });
  const readable: string[] = [];
  const damaged: string[] = [];
  for (const { name } of tables) {
    try {
      // the hash of a row takes every column of it
      const sql = `SELECT count(hash(t))::DOUBLE AS rows FROM "${name.replaceAll('"', '""')}" t`;
      const [row] = await rowsOf<{ rows: number }>(connection, { sql, values: {} });
      readable.push(`${name} (${row?.rows ?? 0} rows)`);
    } catch {
      damaged.push(name);
    }
  }
  if (readable.length === 0) return 'Nothing of it can be read.';
  const rest = damaged.length > 0 ? `; not to their end: ${damaged.join(', ')}` : '';
  return `Of it can be read and saved with any DuckDB client (\`COPY … TO 'FILE.parquet'\`): ${readable.join(', ')}${rest}.`;
}

async function withoutLog<T>(path: string, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const instance = await openWithoutLog(await realpath(path));
  try {
    const connection = await instance.connect();
    try {
      return await work(connection);
    } finally {
      connection.closeSync();
    }
  } finally {
    instance.closeSync();
  }
}

/** Opens the file by a name of its own, beside which no log lies: a symbolic link DuckDB follows to where the log is. */
async function openWithoutLog(path: string): Promise<DuckDBInstance> {
  const open = (name: string) => DuckDBInstance.create(name, { access_mode: 'READ_ONLY' });
  const folder = await mkdtemp(join(dirname(path), '.salvage-')).catch(() => null);
  if (folder === null) return open(path); // nobody may write there
  try {
    const name = join(folder, 'store.duckdb');
    const isLinked = await link(path, name).then(
      () => true,
      () => false, // a file system that gives a file one name only
    );
    return await open(isLinked ? name : path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
