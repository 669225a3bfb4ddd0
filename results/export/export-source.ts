/** A run that is exported, with what is known of its video. */
export interface ExportVideo {
  readonly runId: string;
  readonly videoId: string;
  /** Where the video was last seen; without secrets. */
  readonly uri: string;
  /** The last part of `uri`. */
  readonly name: string;
  /** What files and folders of this run are called within an export: letters, digits, `.`, `_` and `-`; no two runs of an export share one. */
  readonly stem: string;
  /** Of the picture as shown, pixels. */
  readonly width: number;
  readonly height: number;
  /** Nominal frames a second, as a fraction, 25 where the video does not say; frames may lie unevenly: their times are `ptsSeconds`. */
  readonly fpsNum: number;
  readonly fpsDen: number;
  /** Frames of the source; `null` until one pass has reached its end. */
  readonly frameCount: number | null;
  /** When the first frame was taken, ISO 8601 in UTC; `null` where nobody knows. */
  readonly recordedAt: string | null;
  /** By class id. */
  readonly labels: readonly string[];
}

export interface ExportDetection {
  /** 0-based row of the labels. */
  readonly classId: number;
  readonly label: string;
  readonly confidence: number;
  /** x1, y1, x2, y2 in pixels of the frame as shown, origin top left; not clipped. */
  readonly box: readonly [number, number, number, number];
  /** The object in its run, from 1; `null` where the detection belongs to none. */
  readonly trackId: number | null;
}

export interface ExportFrame {
  /** 0-based in the source, also when frames were sampled. */
  readonly frameIndex: number;
  /** The stream's own time, which need not begin at 0. */
  readonly ptsSeconds: number;
  readonly width: number;
  readonly height: number;
  /** By falling confidence. */
  readonly detections: readonly ExportDetection[];
}

/** What is exported. */
export interface ExportSource {
  /** In the order in which their runs were begun. */
  readonly videos: readonly ExportVideo[];
  /**
   * Every frame that was looked at and that the filters on time leave, by frame index, in batches; also those in which the filters
   * leave no detection. May be walked more than once.
   */
  frames(video: ExportVideo): AsyncIterable<readonly ExportFrame[]>;
}

/** A file of an export. */
export interface ExportFile {
  /** Text is written as UTF-8. Resolves once more may be written. */
  write(content: string | Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** Where an export goes; under its final name it appears as a whole, once the format has been written. */
export interface ExportTarget {
  /**
   * Makes a file, and the folders in which it lies.
   *
   * @param path - within the folder, with `/` between its parts; of a format that is one file: empty
   */
  file(path: string): Promise<ExportFile>;
}

/** Writes detections as other programs take them. */
export interface ExportFormat {
  /** As `--format` names it. */
  readonly name: string;
  /** Whether it makes a folder of files, or one file. */
  readonly isFolder: boolean;
  /** Of a format that makes just one file for each run: how it ends. An output of this ending is that file. */
  readonly fileEnding?: string;
  /** Writes everything; what it has opened it closes, unless it throws. */
  write(source: ExportSource, target: ExportTarget): Promise<void>;
}
