import type { DownloadProgress } from '../model/store/official/download.ts';

/** How far countable work is. */
export interface WorkProgress {
  /** What is worked on: the address of a video, the id of a model. */
  readonly name: string;
  readonly unit: 'frames' | 'images';
  readonly done: number;
  /** `null` where it is not known. */
  readonly total: number | null;
}

/** What a use case tells while it works; whoever called it shows it. */
export interface WorkEvents {
  /** For people: whole sentences. */
  onNote(text: string): void;
  /** An official model is being fetched. */
  onDownload(model: string, progress: DownloadProgress): void;
  onProgress(progress: WorkProgress): void;
}
