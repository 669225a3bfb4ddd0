/** How far countable work is. */
export interface WorkProgress {
  /** What is worked on: the address of a video, the name of a model. */
  readonly name: string;
  readonly unit: 'frames' | 'detections' | 'images' | 'MB' | 'experiments' | 'runs';
  readonly done: number;
  /** `null` where it is not known. */
  readonly total: number | null;
}

/** What a use case tells while it works; whoever called it shows it. Each may be handed on by itself. */
export interface WorkEvents {
  /** For people: whole sentences. */
  readonly onNote: (text: string) => void;
  readonly onProgress: (progress: WorkProgress) => void;
}
