import type { DuckDBConnection } from '@duckdb/node-api';
import type { FrameName } from '../../../shared/chunk-result.ts';
import { type FoundFrames, foundFrames } from './found-frames.ts';

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
  readonly #runs = new Map<number, OfRun>();

  /** @param version - of the store: what `connection` reads is of it or newer */
  async find(
    connection: DuckDBConnection,
    { runNo, generation }: { readonly runNo: number; readonly generation: number },
    version: string,
    names: readonly FrameName[],
  ): Promise<FoundFrames> {
    const last = this.#runs.get(runNo);
    const known = last?.generation === generation ? last : null;
    const remembered = (chunkIndex: number): Found | undefined => {
      const found = known?.found.get(chunkIndex);
      return known?.version === version || typeof found === 'object' ? found : undefined;
    };
    const asked = await foundFrames(
      connection,
      runNo,
      names.filter(({ chunkIndex }) => remembered(chunkIndex) === undefined),
    );
    const found = new Map(names.map((name) => [name.chunkIndex, remembered(name.chunkIndex) ?? asked.find(name)]));
    if (this.#runs.size >= MOST_RUNS) this.#runs.clear();
    this.#runs.set(runNo, { generation, version, found });
    return { find: ({ chunkIndex }) => found.get(chunkIndex)! };
  }
}
