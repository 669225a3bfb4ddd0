/** What ffmpeg's log says about the video stream. */
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
}

/** Reads the facts of the decoded video stream from ffmpeg's log at level `verbose`, a line at a time; pure. */
export class StreamInfoReader {
  #stream = '';
  #section = '';
  #isInput = true;
  #durationSeconds: number | null = null;
  readonly #rotations = new Map<string, number>();

  /** @returns the facts, at the line that completes them (the filter graph is made at the first decoded frame) */
  read(line: string): StreamInfo | null {
    const text = line.replace(/\[(info|verbose)\] ?/, '');
    if (this.#isInput) this.#readInput(text);
    const mapped = /^\s*Stream #(\d+:\d+) -> #0:0 \((\S+)/.exec(text);
    if (mapped) {
      this.#isInput = false;
      this.#section = mapped[1] ?? '';
      this.#stream = mapped[2] ?? '';
    }
    const graph = / input from stream .*\bw:(\d+) h:(\d+) .*\btb:(\d+)\/(\d+) fr:(\d+)\/(\d+)/.exec(text);
    return graph ? this.#factsOf(graph.slice(1).map(Number)) : null;
  }

  #readInput(text: string): void {
    this.#section = /^\s*Stream #(\d+:\d+)/.exec(text)?.[1] ?? this.#section;
    const rotation = /displaymatrix: rotation of (-?[\d.]+) degrees/.exec(text)?.[1];
    if (rotation) this.#rotations.set(this.#section, (360 - Math.round(Number(rotation))) % 360);
    const duration = /^\s*Duration: (\d+):(\d+):([\d.]+)/.exec(text);
    if (duration) {
      this.#durationSeconds = Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);
    }
  }

  #factsOf([w = 0, h = 0, tickNum = 0, tickDen = 1, fpsNum = 0, fpsDen = 0]: number[]): StreamInfo {
    const rotation = this.#rotations.get(this.#section) ?? 0;
    const isOnItsSide = rotation % 180 === 90;
    return {
      codec: this.#stream,
      width: isOnItsSide ? h : w,
      height: isOnItsSide ? w : h,
      rotation,
      fpsNum: fpsDen > 0 ? fpsNum : 0,
      fpsDen: Math.max(1, fpsDen),
      timeBase: [tickNum, tickDen],
      durationSeconds: this.#durationSeconds,
    };
  }
}
