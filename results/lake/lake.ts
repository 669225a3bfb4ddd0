import { FramefleetError } from '../../shared/errors.ts';
import { listFiles, makeFolders, moveFiles, removeFiles } from './lake-files.ts';
import { type LakeFile, MARK_TABLE } from './lake-paths.ts';
import type { LakeRun } from './lake-runs.ts';
import type { LakeSource } from './lake-source.ts';
import { requireLake, unwritable } from './manifest.ts';
import { Scratch } from './scratch.ts';
import { stageRun } from './stage-run.ts';

/** Puts runs into a lake, one after the other, while nobody else does. */
export interface LakeWriter {
  /**
   * Puts a run into the lake, in place of what is there of it.
   *
   * @returns whether it is there; `false` where it has become another since it was listed
   * @throws {OutputError} `OUTPUT_UNWRITABLE`; what the source throws; the reason of `signal`
   */
  put(run: LakeRun, source: LakeSource): Promise<boolean>;
}

/**
 * A folder with the runs of a store as Parquet files. A run is in it once its file under `runs` is: that is the last to appear, and the
 * first to go. Whatever else lies there of a run is left of a process that died, and is removed.
 */
export class Lake {
  readonly folder: string;
  /** The version of each run in it, as far as is known. */
  #versions: Map<string, string> = new Map();
  /** Whether that is so; it is looked up at first, and after whatever went wrong. */
  #isSure = false;
  #isKnown = false;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Whether it is known what is there. */
  get isSure(): boolean {
    return this.#isSure;
  }

  /** Whether a run is there, as far as is known without looking. */
  has({ runId, version }: LakeRun): boolean {
    return this.#versions.get(runId) === version;
  }

  /**
   * Makes sure that the folder is there and a lake, or becomes one.
   *
   * @returns its rights
   * @throws as `requireLake`
   */
  async require(): Promise<number> {
    try {
      const mode = await requireLake(this.folder, this.#isKnown);
      this.#isKnown = true;
      return mode;
    } catch (error) {
      this.#isSure = false;
      throw error;
    }
  }

  /**
   * Writes into the lake; what others have left half done is removed first.
   *
   * @param signal - ends it
   * @throws as `require`; {OutputError} `OUTPUT_UNWRITABLE`; what `work` throws
   */
  async writing<T>(signal: AbortSignal, work: (writer: LakeWriter) => Promise<T>): Promise<T> {
    const mode = await this.require();
    const scratch = await this.#translated(() => Scratch.open(this.folder));
    const interrupt = () => scratch.connection.interrupt();
    signal.addEventListener('abort', interrupt);
    try {
      await this.#takeStock();
      return await work({ put: (run, source) => this.#put(run, source, scratch, { mode, signal }) });
    } finally {
      signal.removeEventListener('abort', interrupt);
      await this.#translated(() => scratch.close());
    }
  }

  async #put(
    run: LakeRun,
    source: LakeSource,
    scratch: Scratch,
    { mode, signal }: { readonly mode: number; readonly signal: AbortSignal },
  ): Promise<boolean> {
    await this.#takeStock();
    return this.#translated(async () => {
      try {
        const files = await stageRun(scratch, source, run, { mode: mode & 0o666, signal });
        if (files === null) return false;
        this.#isSure = false; // unless all goes well
        if (this.#versions.delete(run.runId)) await this.#remove(run);
        await makeFolders(this.folder, files, mode);
        await moveFiles(this.folder, files);
        this.#versions.set(run.runId, run.version);
        this.#isSure = true;
        return true;
      } catch (error) {
        signal.throwIfAborted(); // it was interrupted
        throw error;
      } finally {
        await scratch.empty();
      }
    });
  }

  async #remove({ runId }: LakeRun): Promise<void> {
    const files = (await listFiles(this.folder)).filter((file) => file.runId === runId);
    await removeFiles(this.folder, [...files.filter(isMark), ...files]);
  }

  /** Looks up what is there, and removes what belongs to no run that is there whole. */
  async #takeStock(): Promise<void> {
    if (this.#isSure) return;
    await this.#translated(async () => {
      const files = await listFiles(this.folder);
      const versions = new Map(files.filter(isMark).map(({ runId, version }) => [runId, version]));
      const left = files.filter(({ runId, version }) => versions.get(runId) !== version);
      await removeFiles(this.folder, left);
      this.#versions = versions;
      this.#isSure = true;
    });
  }

  async #translated<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof FramefleetError || isAbort(error)) throw error;
      throw unwritable(this.folder, error);
    }
  }
}

function isMark({ table }: LakeFile): boolean {
  return table === MARK_TABLE;
}

function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}
