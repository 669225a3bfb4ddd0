import type { FrameName } from '../../../shared/chunk-result.ts';
import type { RunGeneration } from '../../../shared/run.ts';
import type { FoundFrames } from './found-frames.ts';

/** Runs under way at once of which frames are remembered. */
const MOST_RUNS = 64;

type Found = ReturnType<FoundFrames['find']>;

interface OfRun {
  readonly generation: number;
  /** Of the store, when it was asked. */
  readonly version: string;
  readonly found: ReadonlyMap<number, Found>;
}

/**
 * What the store holds of the frames that were asked for last, run by run: whoever waits for a gap's middle asks for its ends again and
 * again. A frame that was looked at stays as it was found; what is not is asked for anew once something was stored.
 */
export class RememberedFrames {
  readonly #runs = new Map<string, OfRun>();

  /**
   * @param version - of the store: what is read is of it or newer
   * @param read - of frames that are not remembered; not called where all are
   */
  async find(
    { runId, generation }: RunGeneration,
    version: string,
    names: readonly FrameName[],
    read: (names: readonly FrameName[]) => Promise<FoundFrames>,
  ): Promise<FoundFrames> {
    const last = this.#runs.get(runId);
    const known = last?.generation === generation ? last : null;
    const remembered = (chunkIndex: number): Found | undefined => {
      const found = known?.found.get(chunkIndex);
      return known?.version === version || typeof found === 'object' ? found : undefined;
    };
    const others = names.filter(({ chunkIndex }) => remembered(chunkIndex) === undefined);
    const asked = others.length === 0 ? null : await read(others);
    const found = new Map(
      names.map((name) => [name.chunkIndex, remembered(name.chunkIndex) ?? asked!.find(name)] as const),
    );
    if (this.#runs.size >= MOST_RUNS) this.#runs.clear();
    this.#runs.set(runId, { generation, version, found });
    return { find: ({ chunkIndex }) => found.get(chunkIndex)! };
  }
}
