import type { DetectionRow } from '../../shared/questions.ts';
import { fileNameOf } from '../sources/source.ts';
import { clockText, numberText, streamText } from '../text.ts';

/** What cells are made of. */
export interface CellFacts {
  readonly tz: string;
  /** The place of each video. */
  readonly uris: ReadonlyMap<string, string>;
}

export interface Column {
  readonly title: string;
  readonly isNumber?: boolean;
  readonly textOf: (row: DetectionRow, facts: CellFacts) => string;
}

export const COLUMNS: readonly Column[] = [
  {
    title: 'taken',
    textOf: ({ capturedAt }, { tz }) => (capturedAt === null ? '' : clockText(Date.parse(capturedAt), tz)),
  },
  { title: 'label', textOf: ({ label }) => label },
  { title: 'sure', isNumber: true, textOf: ({ confidence }) => confidence.toFixed(2) },
  { title: 'video', textOf: ({ videoId }, { uris }) => fileNameOf(uris.get(videoId) ?? videoId) },
  { title: 'time', isNumber: true, textOf: ({ ptsSeconds }) => streamText(ptsSeconds) },
  { title: 'frame', isNumber: true, textOf: ({ frameIndex }) => numberText(frameIndex) },
  { title: 'box', textOf: ({ x1, y1, x2, y2 }) => [x1, y1, x2, y2].map((edge) => Math.round(edge)).join(', ') },
  { title: 'run', textOf: ({ runId }) => runId },
];
