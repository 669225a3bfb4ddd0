import { FramefleetError } from '../../shared/errors.ts';
import type { ExportDetection, ExportVideo } from './export-source.ts';

/** The labels of all runs of an export: one list, in which each detection has its row. */
export interface LabelSet {
  readonly names: readonly string[];
  /** The 0-based row of a detection's label. */
  rowOf(detection: Pick<ExportDetection, 'classId' | 'label'>): number;
}

/** Where all models have the same labels, rows are class ids; else each label has one row, in the order of runs and class ids. */
export function labelSetOf(videos: readonly Pick<ExportVideo, 'labels'>[]): LabelSet {
  const first = videos[0]?.labels ?? [];
  const isOne = videos.every(({ labels }) => JSON.stringify(labels) === JSON.stringify(first));
  if (isOne) return { names: first, rowOf: ({ classId }) => classId };
  const names = [...new Set(videos.flatMap(({ labels }) => labels))];
  const rows = new Map(names.map((name, row) => [name, row]));
  return {
    names,
    rowOf({ label }) {
      const row = rows.get(label);
      if (row === undefined)
        throw new FramefleetError('INTERNAL', `The label \`${label}\` is of no model that was used.`);
      return row;
    },
  };
}
