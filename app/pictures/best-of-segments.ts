import type { SegmentRow } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import type { ChoiceOptions, PictureChoice } from './picture-choice.ts';

type FoundSegment = SegmentRow & {
  readonly bestFrame: number;
  readonly bestSeconds: number;
  readonly bestConfidence: number;
};

/** A picture for each stretch in which something is seen: its frame with the surest detection. */
export async function bestOfSegments(
  reader: Pick<ResultsReader, 'segments'>,
  { filter, most }: Pick<ChoiceOptions, 'filter' | 'most'>,
): Promise<PictureChoice[]> {
  const segments = (await reader.segments(filter)).filter(
    (row): row is FoundSegment => row.bestFrame !== null && row.bestSeconds !== null && row.bestConfidence !== null,
  );
  return segments
    .sort((a, b) => b.bestConfidence - a.bestConfidence)
    .slice(0, most)
    .map(({ runId, bestFrame, bestSeconds, from, to }) => ({
      ...{ runId, frameIndex: bestFrame, ptsSeconds: bestSeconds, subject: null, track: null },
      segment: [from, to],
    }));
}
