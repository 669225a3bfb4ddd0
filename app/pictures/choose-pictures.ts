import type { ResultsReader } from '../../shared/results-reader.ts';
import { bestFrames } from './best-frames.ts';
import { bestOfSegments } from './best-of-segments.ts';
import { bestOfTracks } from './best-of-tracks.ts';
import type { ChoiceOptions, PictureChoice } from './picture-choice.ts';

/**
 * The best frames of a question: those with the surest detections, unless it has another order.
 *
 * @throws {QueryError} as `ResultsReader` does
 */
export function choosePictures(
  reader: ResultsReader,
  options: ChoiceOptions,
  signal: AbortSignal,
  onNote: (text: string) => void,
): Promise<PictureChoice[]> {
  if (options.per === 'segment') return bestOfSegments(reader, options);
  return options.per === 'track' ? bestOfTracks(reader, options, signal, onNote) : bestFrames(reader, options);
}
