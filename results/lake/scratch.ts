import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { messageOf, OutputError } from '../../shared/errors.ts';

/** In which nobody who reads a lake looks: its name begins with `_`. */
const FOLDER = '_staging';
const LOCK = 'lock';
/** DuckDB's own. */
const SPILL = 'spill';
const OPTIONS = { memory_limit: '256MB', threads: '1' };

/**
 * Where what goes into a lake is gathered and written, before it is moved to its place. A file that DuckDB has open keeps others out,
 * and no longer than its process lives; what lies beside it is left of one that died.
 */
export class Scratch {
  readonly folder: string;
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;

  private constructor(folder: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.folder = folder;
    this.#instance = instance;
    this.connection = connection;
  }

  /**
   * @param lake - its folder
   * @throws {OutputError} `OUTPUT_UNWRITABLE` while another process writes there
   */
  static async open(lake: string): Promise<Scratch> {
    const folder = join(lake, FOLDER);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const instance = await openLocked(lake, folder);
    try {
      await rm(join(folder, SPILL), { recursive: true, force: true });
      const scratch = new Scratch(folder, instance, await instance.connect());
      await scratch.empty();
      return scratch;
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }

  /** Removes what was written and not moved. */
  async empty(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (!name.startsWith(LOCK) && name !== SPILL) await rm(join(this.folder, name), { recursive: true });
    }
  }

  /** Removes what was written and not moved, and lets others in. */
  async close(): Promise<void> {
    try {
      await this.empty();
    } finally {
      this.connection.closeSync();
      this.#instance.closeSync();
    }
  }
}

async function openLocked(lake: string, folder: string): Promise<DuckDBInstance> {
  const path = join(folder, LOCK);
  const options = { ...OPTIONS, temp_directory: join(folder, SPILL) };
  try {
    return await DuckDBInstance.create(path, options);
  } catch (cause) {
    if (/lock on file/i.test(messageOf(cause))) {
      const [, holder = 'another process'] = /held in (.+?\))/.exec(messageOf(cause)) ?? [];
      const message = `Expected to be the only one who writes the lake \`${lake}\`, got ${holder} beside: try again when it has ended.`;
      throw new OutputError('OUTPUT_UNWRITABLE', message, { cause });
    }
    // left of a process that died as it made it: it holds nothing
    await rm(path, { force: true });
    return DuckDBInstance.create(path, options);
  }
}
