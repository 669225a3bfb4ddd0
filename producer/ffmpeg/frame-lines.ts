/** The one key of frame metadata that is written, and how a frame is marked where it is decoded and where it is let through. */
export const FRAME_LINE_KEY = 'f';
export const FRAME_LINE_VALUES = { decoded: 'd', passed: 'p' } as const;

/** What ffmpeg's `metadata` filter wrote of one frame. */
export interface FrameLine {
  /** Whether it was written where frames are let through, not where they are decoded. */
  readonly isPassed: boolean;
  /** Frames that the same filter saw before, in its filter graph: begins anew at 0 with each graph. */
  readonly number: number;
  /** `null` where the frame carries no time stamp; where frames are stamped, microseconds of the wall clock for one that is let through. */
  readonly pts: number | null;
}

/**
 * Reads what ffmpeg's `metadata=mode=print` writes, in pieces of any length: `frame:N pts:P pts_time:T`, then `f=d` or `f=p`.
 *
 * @param onLine - gets an object that is used again for the next line
 */
export class FrameLineReader {
  #rest = '';
  #head: RegExpExecArray | null = null;

  constructor(private readonly onLine: (line: FrameLine) => void) {}

  read(piece: string): void {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#readLine(line);
  }

  #readLine(line: string): void {
    const [, number, pts] = this.#head ?? [];
    const isMark = line.startsWith(`${FRAME_LINE_KEY}=`);
    if (isMark && number !== undefined) {
      const isPassed = line.endsWith(FRAME_LINE_VALUES.passed);
      this.onLine({ isPassed, number: Number(number), pts: pts === 'NOPTS' ? null : Number(pts) });
    }
    this.#head = isMark ? null : /^frame:(\d+) +pts:(-?\d+|NOPTS)/.exec(line);
  }
}
