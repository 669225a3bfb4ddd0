/** A row of `query --format ndjson`. */
export interface Row {
  readonly runId: string;
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Only where a run that is asked about has such frames. */
  readonly carriedFrom?: number | null;
  readonly [field: string]: unknown;
}

/** What the store holds of a run: for each frame index its detections as texts, sorted. */
export type Frames = ReadonlyMap<number, readonly string[]>;

export interface Difference {
  readonly lost: number;
  readonly doubled: number;
  readonly different: number;
}

/** Rows of one run by frame. What names run and video, when a camera took it, and whether it was looked at is left out, so that runs can be compared. */
export function framesOf(rows: Iterable<Row>): Frames {
  const frames = new Map<number, string[]>();
  for (const { runId: _, videoId: __, capturedAt: ___, carriedFrom: ____, ...row } of rows) {
    const texts = frames.get(row.frameIndex) ?? [];
    texts.push(JSON.stringify(row));
    frames.set(row.frameIndex, texts);
  }
  for (const texts of frames.values()) texts.sort();
  return frames;
}

/** Frames that nobody looked at, by index. */
export function carriedIn(rows: Iterable<Row>): Set<number> {
  return new Set(
    [...rows].flatMap(({ frameIndex, carriedFrom }) => ((carriedFrom ?? null) === null ? [] : frameIndex)),
  );
}

/**
 * Holds an adaptive run against one without faults that looked at all frames. Those that were looked at are to be as there; of the others
 * it is told whether one was stored twice, or is none of the video. What is missing its counts tell: a carried frame may hold nothing.
 */
export function compareAdaptive(reference: Frames, frames: Frames, carried: ReadonlySet<number>): Difference {
  const lookedAt = (of: Frames) => new Map([...of].filter(([index]) => !carried.has(index)));
  const { lost, doubled, different } = compareFrames(lookedAt(reference), lookedAt(frames), true);
  const twice = [...carried].filter((index) => distinct(frames.get(index)!).length < frames.get(index)!.length);
  const strange = [...carried].filter((index) => !reference.has(index));
  return { lost, doubled: doubled + twice.length, different: different + strange.length };
}

/**
 * Holds a run against one without faults, frame by frame; a frame counts once.
 *
 * @param mayMiss - for a camera, whose missing frames are counted by its run: they are not lost
 */
export function compareFrames(reference: Frames, frames: Frames, mayMiss = false): Difference {
  const count = { lost: 0, doubled: 0, different: 0 };
  for (const [index, expected] of reference) {
    const got = frames.get(index);
    if (got === undefined) count.lost += mayMiss ? 0 : 1;
    else if (isEqual(expected, got)) continue;
    else if (isEqual(distinct(expected), distinct(got)) && got.length > expected.length) count.doubled++;
    else count.different++;
  }
  for (const index of frames.keys()) if (!reference.has(index)) count.different++;
  return count;
}

export function sumOf(differences: readonly Difference[]): Difference {
  return differences.reduce(
    (a, b) => ({
      lost: a.lost + b.lost,
      doubled: a.doubled + b.doubled,
      different: a.different + b.different,
    }),
    { lost: 0, doubled: 0, different: 0 },
  );
}

function distinct(sorted: readonly string[]): string[] {
  return sorted.filter((text, index) => text !== sorted[index - 1]);
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index]);
}
