import type { DetectionRow } from '../../../shared/questions.ts';
import type { ExportTarget } from '../export-source.ts';

/** Writes detections as they are answered, row by row, into one file. */
export interface RowFormat {
  /** As `--format` names it. */
  readonly name: string;
  /** @param target - `path`: where the file is to come to lie, for programs that write it themselves */
  write(rows: AsyncIterable<readonly DetectionRow[]>, target: ExportTarget & { readonly path: string }): Promise<void>;
}
