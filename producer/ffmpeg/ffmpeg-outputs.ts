/**
 * The file descriptors that ffmpeg writes to, each for one thing, and two that it reads. Texts of the input (titles, comments, names) reach none of
 * them but `metadata`, where they are escaped; and the log.
 */
export const FFMPEG_FD = {
  /** Raw frames. */
  pixels: 1,
  /** Two lines for each decoded frame, and two for each that is let through (frame-lines.ts). */
  frames: 3,
  /** One packet of the stream as `framecrc` lists it; its head tells codec and time base. */
  packets: 4,
  /** The first picture as YUV4MPEG2; its head tells size as shown, and rate. */
  picture: 5,
  /** 4 bytes for each filter graph: width and height of its frames as shown, 16 bits little endian each. */
  sizes: 6,
  /** The container's metadata, escaped, as `ffmetadata`. */
  metadata: 7,
  /** Read by ffmpeg: the list that names a source which may not stand among its arguments (hidden-source.ts). */
  source: 8,
  /** Read by ffmpeg: frames that are to be encoded, which are written here (encoding/matroska-frames.ts). */
  drawn: 9,
} as const;

/** What ffmpeg writes to one file descriptor, or into a file. */
export type FfmpegOutput = OutputForm &
  ({ readonly fd: number; readonly path?: undefined } | { readonly fd?: undefined; readonly path: string });

interface OutputForm {
  readonly format: string;
  readonly filters: readonly string[];
  readonly options: readonly string[];
}

/** A second input of an ffmpeg. */
export interface FfmpegFurtherInput {
  readonly options: readonly string[];
  readonly source: string;
}

/** What one ffmpeg is told. */
export interface FfmpegArguments {
  readonly input: readonly string[];
  readonly source: string;
  /** What ffmpeg reads from `FFMPEG_FD.source`, if that is its source. */
  readonly sourceText?: string;
  /** What ffmpeg reads behind its source. */
  readonly further?: FfmpegFurtherInput;
  /** A descriptor that ffmpeg reads and that somebody here writes to while it runs. */
  readonly writtenFd?: number;
  /** Variables of its environment, beside our own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly outputs: readonly FfmpegOutput[];
  /** The file descriptor that filters write to, if any do. */
  readonly filterFd: number | null;
}
