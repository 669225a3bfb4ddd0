import type { Size } from '../../shared/geometry.ts';
import { timeInMetadata } from '../input/recorded-at.ts';

/** What ffmpeg tells of the video stream. */
export interface StreamInfo {
  readonly codec: string;
  /** As shown, after rotation, pixels as they are stored (not stretched to a pixel aspect ratio). */
  readonly width: number;
  readonly height: number;
  /** Degrees to turn the picture clockwise, 0..359; applied to width and height. */
  readonly rotation: number;
  readonly fpsNum: number;
  readonly fpsDen: number;
  /** Seconds a tick. */
  readonly timeBase: readonly [numerator: number, denominator: number];
  /** `null` where the container does not say. */
  readonly durationSeconds: number | null;
  /** Where the container says it begins, on the clock of the time stamps; `null` where it does not say. */
  readonly startSeconds: number | null;
  /** Time stamp of the first frame that decodes, in ticks; `null` where it has none, or was not asked for. */
  readonly firstPts: number | null;
  /** What ffmpeg calls the container: one or several names, joined by commas. */
  readonly container: string | null;
  /** When the container says that it was made, ISO 8601 in UTC; `null` where it does not say. */
  readonly createdAt: string | null;
}

/** The stream as it is coded: the head of ffmpeg's `framecrc` format. */
export interface CodedStream extends Size {
  readonly codec: string;
  readonly timeBase: readonly [numerator: number, denominator: number];
}

/** The picture as it is shown: the head of the YUV4MPEG2 format. */
export interface ShownPicture extends Size {
  readonly fpsNum: number;
  readonly fpsDen: number;
}

/** @returns `null` while the text has not told everything */
export function readCodedStream(text: string): CodedStream | null {
  const timeBase = /^#tb 0: (\d+)\/(\d+)$/m.exec(text);
  const codec = /^#codec_id 0: (\S+)$/m.exec(text);
  const size = /^#dimensions 0: (\d+)x(\d+)$/m.exec(text);
  if (!timeBase || !codec || !size || Number(timeBase[2]) === 0) return null;
  return {
    codec: codec[1]!,
    timeBase: [Number(timeBase[1]), Number(timeBase[2])],
    width: Number(size[1]),
    height: Number(size[2]),
  };
}

/** @returns `null` while the text has not told everything */
export function readShownPicture(text: string): ShownPicture | null {
  const head = /^YUV4MPEG2 W(\d+) H(\d+) F(\d+):(\d+) [^\n]*\n/.exec(text);
  if (!head) return null;
  const [width = 0, height = 0, fpsNum = 0, fpsDen = 0] = head.slice(1).map(Number);
  return { width, height, fpsNum: fpsDen > 0 ? fpsNum : 0, fpsDen: Math.max(1, fpsDen) };
}

/**
 * Puts together what is known of a stream.
 *
 * @param metadata - of the container, as `ffmetadata`
 */
export function streamInfoOf(
  coded: CodedStream,
  shown: ShownPicture,
  log: StreamLog,
  metadata = '',
  firstPts: number | null = null,
): StreamInfo {
  const { codec, timeBase } = coded;
  const { durationSeconds, startSeconds, container } = log;
  const createdAt = timeInMetadata(metadata);
  return {
    ...shown,
    codec,
    timeBase,
    rotation: log.rotationOf(coded, shown),
    durationSeconds,
    startSeconds,
    firstPts,
    container,
    createdAt,
  };
}

/**
 * What only ffmpeg's log tells: how long the container says it is, and which way the picture is turned. Titles, comments and
 * file names are on the log too, and may hold line breaks and look like anything. So a duration counts only when there is one
 * line of one, since the true one is always there; and a turn only when it agrees with the decoded picture. No box, index or
 * time depends on either.
 */
export class StreamLog {
  readonly #extents: Pick<StreamInfo, 'durationSeconds' | 'startSeconds'>[] = [];
  readonly #rotations: number[] = [];
  /** What ffmpeg says of the container, before it writes any text of it. */
  container: string | null = null;

  /** Reads a line of the log. */
  read(line: string): void {
    const text = line.replace(/^\[info\] /, '');
    this.container ??= /^Input #0, (\S+), from /.exec(text)?.[1] ?? null;
    const extent = /^ {2}Duration: (?:N\/A|(\d+):(\d+):([\d.]+))(?:, start: (-?[\d.]+))?/.exec(text);
    if (extent) {
      const [hours = 0, minutes = 0, seconds = 0, start = 0] = extent.slice(1).map(Number);
      this.#extents.push({
        durationSeconds: extent[1] ? hours * 3600 + minutes * 60 + seconds : null,
        startSeconds: extent[4] ? start : null,
      });
    }
    const rotation = /^\s+displaymatrix: rotation of (-?[\d.]+) degrees/.exec(text)?.[1];
    if (rotation) this.#rotations.push((360 - Math.round(Number(rotation))) % 360);
  }

  /** Seconds; `null` where the container does not say, or where it cannot be told from other text. */
  get durationSeconds(): number | null {
    return this.#extents.length === 1 ? this.#extents[0]!.durationSeconds : null;
  }

  /** Seconds; `null` likewise. */
  get startSeconds(): number | null {
    return this.#extents.length === 1 ? this.#extents[0]!.startSeconds : null;
  }

  /** Degrees clockwise, 0..359. A picture on its side of which nothing says which way is taken to be turned by 90. */
  rotationOf(coded: Size, shown: Size): number {
    const isSquare = coded.width === coded.height;
    const isTurned = !isSquare && coded.width === shown.height && coded.height === shown.width;
    const fitting = this.#rotations.find((rotation) => isSquare || (rotation % 180 === 90) === isTurned);
    return fitting ?? (isTurned ? 90 : 0);
  }
}
