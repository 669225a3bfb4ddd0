import type { FrameRow } from '../../shared/frame-rows.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import { TimeWindows, within } from '../sources/time-windows.ts';

/** Times that were rounded differently do not part a frame from its row. */
const MARGIN_SECONDS = 1;

/** What is stored of the frames of a run. */
export class FrameBoxes {
  readonly #rows: TimeWindows<ReadonlyMap<number, FrameRow>>;

  /** @param filter - which run, and which boxes */
  constructor(reader: Pick<ResultsReader, 'frames'>, filter: RawFilter) {
    this.#rows = new TimeWindows(MARGIN_SECONDS, async (from, to) => {
      const rows = new Map<number, FrameRow>();
      for await (const batch of await reader.frames(within(filter, from, to))) {
        for (const row of batch) rows.set(row.frameIndex, row);
      }
      return rows;
    });
  }

  /** `null` where a frame was not looked at. */
  async at(frameIndex: number, ptsSeconds: number): Promise<FrameRow | null> {
    return (await this.#rows.at(ptsSeconds)).get(frameIndex) ?? null;
  }
}
