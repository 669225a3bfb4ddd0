import type { DetectionRow } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { ChoiceOptions, PictureChoice } from './picture-choice.ts';

/** So many rows are read for each picture at first, since several may be of one frame. */
const ROWS_PER_PICTURE = 8;

/** A picture for each frame that holds what is asked for, or for each object in it. */
export async function bestFrames(
  reader: Pick<ResultsReader, 'detections'>,
  { filter, isOfObjects, most }: Pick<ChoiceOptions, 'filter' | 'isOfObjects' | 'most'>,
): Promise<PictureChoice[]> {
  for (let limit = isOfObjects ? most : most * ROWS_PER_PICTURE; ; limit *= ROWS_PER_PICTURE) {
    const chosen = new Map<string, PictureChoice>();
    let rowCount = 0;
    for await (const rows of await reader.detections({ order: 'confidence', ...filter, limit: String(limit) })) {
      for (const row of rows) {
        const key = isOfObjects ? `${rowCount}` : `${row.frameIndex} ${row.runId}`;
        rowCount++;
        if (chosen.size < most && !chosen.has(key)) chosen.set(key, choiceOf(row));
      }
    }
    if (chosen.size >= most || rowCount < limit || limit > 2 ** 30 / ROWS_PER_PICTURE) return [...chosen.values()];
  }
}

function choiceOf({ runId, frameIndex, ptsSeconds, label, confidence, x1, y1, x2, y2 }: DetectionRow): PictureChoice {
  return {
    ...{ runId, frameIndex, ptsSeconds, track: null, segment: null },
    subject: { label, confidence, box: [x1, y1, x2, y2] },
  };
}
