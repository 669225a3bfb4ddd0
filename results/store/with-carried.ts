import type { DuckDBConnection } from '@duckdb/node-api';
import type { CarriedFrame, FrameFailure } from '../../shared/chunk-result.ts';
import { NUMBERS, type PackedFrame, type PackedResult } from '../../shared/packed-result.ts';
import { ledgerKeyOf } from './dedupe-batch.ts';
import { type HeldFrames, storedFrames } from './held-frames.ts';
import type { KnownBatch } from './known-chunks.ts';
import { isWithin } from './run-extent.ts';

/** A frame with what it holds: its detections' labels, and their numbers, whose places are in these. */
interface Held {
  readonly frame: PackedFrame;
  readonly labels: readonly string[];
  readonly numbers: Float64Array;
}

/**
 * Gives the frames of results that are the same as earlier ones what those hold, from the store or from the same batch, so that from
 * here on they are frames like others. One whose source could not be looked at fails with it.
 *
 * @returns in order; `early` for a result that needs frames which are not there yet
 */
export async function withCarried(
  connection: DuckDBConnection,
  results: readonly PackedResult[],
  known: KnownBatch,
): Promise<readonly (PackedResult | 'early')[]> {
  if (results.every(({ carried }) => carried === undefined)) return results;
  const names = sourcesOf(results, known);
  if (names.length === 0) return results;
  const stored = await storedFrames(connection, names, known);
  const sources = new Sources(stored, known);
  const given = new Map<PackedResult, PackedResult | 'early'>();
  // A source comes before what is the same as it: in a chunk before, or in the same one.
  const inOrder = results.filter((result) => isWanted(result, known)).sort((a, b) => a.chunkIndex - b.chunkIndex);
  for (const result of inOrder) {
    const whole = result.carried === undefined ? result : wholeOf(result, sources);
    given.set(result, whole);
    if (whole !== 'early') sources.add(whole);
  }
  return results.map((result) => given.get(result) ?? result);
}

/** Whether a result is of the run as it is, and not stored yet: what is not is left as it came, and discarded. */
function isWanted(result: PackedResult, { runs, lackingFrames }: KnownBatch): boolean {
  const { runId, generation, state } = result;
  const isStored = lackingFrames.get(ledgerKeyOf(result)) === 0;
  const run = runs.get(runId);
  return run?.generation === generation && isWithin(run, result) && state === 'stored' && !isStored;
}

function sourcesOf(results: readonly PackedResult[], known: KnownBatch) {
  return results.flatMap((result) =>
    isWanted(result, known) ? (result.carried ?? []).map(({ from }) => ({ runId: result.runId, ...from })) : [],
  );
}

/** What frames hold that others may be the same as. */
class Sources {
  /** Of the batch, by run and frame. */
  readonly #frames = new Map<string, Held>();
  /** Chunks of the batch, by `ledgerKeyOf`. */
  readonly #chunks = new Set<string>();

  constructor(
    private readonly stored: HeldFrames,
    private readonly known: KnownBatch,
  ) {}

  add(result: PackedResult): void {
    this.#chunks.add(ledgerKeyOf(result));
    for (const held of heldBy(result)) this.#frames.set(`${held.frame.frameIndex} ${result.runId}`, held);
  }

  /** @returns `early`: it may still come; `null`: it could not be looked at */
  find(runId: string, { frameIndex, chunkIndex }: CarriedFrame['from']): Omit<Held, 'frame'> | 'early' | null {
    const held = this.#frames.get(`${frameIndex} ${runId}`) ?? this.stored.find(runId, frameIndex);
    if (held) return held;
    const chunk = ledgerKeyOf({ runId, chunkIndex });
    const isAccounted = this.#chunks.has(chunk) || this.stored.hasChunk(this.known.runs.get(runId)!.runNo, chunkIndex);
    return isAccounted ? null : 'early';
  }
}

function wholeOf({ carried = [], ...result }: PackedResult, sources: Sources): PackedResult | 'early' {
  const own = new Map(heldBy(result).map((held) => [held.frame.frameIndex, held]));
  const frames = [...own.values()];
  const failures: FrameFailure[] = [...result.failures];
  for (const { from, ...frame } of carried) {
    const source =
      from.chunkIndex === result.chunkIndex ? (own.get(from.frameIndex) ?? null) : sources.find(result.runId, from);
    if (source === 'early') return 'early';
    if (source === null) {
      const error = `it is the same as frame ${from.frameIndex}, which could not be looked at`;
      failures.push({ frameIndex: frame.frameIndex, error });
      continue;
    }
    const { labels, numbers } = source;
    const detectionCount = numbers.length / NUMBERS;
    frames.push({ frame: { ...frame, detectionCount, carriedFrom: from.frameIndex }, labels, numbers });
  }
  const byIndex = (a: { frameIndex: number }, b: { frameIndex: number }) => a.frameIndex - b.frameIndex;
  frames.sort((a, b) => byIndex(a.frame, b.frame));
  return { ...result, failures: failures.sort(byIndex), ...together(frames) };
}

function heldBy({ frames, labels, numbers }: PackedResult): Held[] {
  let at = 0;
  return frames.map((frame) => {
    const held = { frame, labels, numbers: numbers.subarray(at, at + frame.detectionCount * NUMBERS) };
    at += held.numbers.length;
    return held;
  });
}

/** Frames as a result has them: in one block, with one list of labels. */
function together(frames: readonly Held[]): Pick<PackedResult, 'frames' | 'labels' | 'numbers'> {
  const places = new Map<string, number>();
  const numbers = new Float64Array(frames.reduce((sum, held) => sum + held.numbers.length, 0));
  let at = 0;
  for (const held of frames) {
    numbers.set(held.numbers, at);
    for (const end = at + held.numbers.length; at < end; at += NUMBERS) {
      const label = held.labels[numbers[at]!]!;
      const place = places.get(label) ?? places.size;
      places.set(label, place);
      numbers[at] = place;
    }
  }
  return { frames: frames.map(({ frame }) => frame), labels: [...places.keys()], numbers };
}
