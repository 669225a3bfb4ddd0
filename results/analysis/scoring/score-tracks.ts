import { iou } from '../../../shared/box-iou.ts';
import { groupBy } from '../../query/group-by.ts';
import { assignPairs, type Pair } from '../assign-pairs.ts';
import type { MotBox } from './mot-box.ts';

/** Least IoU of a box that meets an object. */
const MIN_IOU = 0.5;
/** What a pair that goes on from the frame before is worth above any other. */
const CONTINUED = 1000;

/** How good tracks are; shares are 0..1. */
export interface TrackScore {
  /** 1 − (misses + false positives + switches) / boxes of the truth: CLEAR MOT's accuracy. */
  readonly mota: number;
  /** Harmonic mean of how much of the truth, and of the tracks, is right when each object may have one track. */
  readonly idf1: number;
  readonly idPrecision: number;
  readonly idRecall: number;
  readonly recall: number;
  readonly precision: number;
  /** How often an object goes on under another track. */
  readonly switches: number;
  readonly falsePositives: number;
  readonly misses: number;
  /** Tracks that were scored. */
  readonly tracks: number;
  /** Objects of the truth. */
  readonly objects: number;
}

interface Labelled {
  readonly id: number;
  readonly box: MotBox;
}

/** One frame: what is there, what was said, and which may belong together. */
interface ScoredFrame {
  readonly truth: readonly Labelled[];
  readonly found: readonly Labelled[];
  /** IoUs of those that meet, by their places in the two lists. */
  readonly pairs: readonly Pair[];
}

/**
 * Scores tracks against the truth of every frame, as the MOTChallenge does: pairs of the frame before are kept while they meet, the
 * others are chosen for the greatest overlap. Truth that does not count (confidence 0) takes away what meets it best.
 *
 * @see JonathonLuiten/TrackEval, metrics/clear.py and identity.py; Bernardin and Stiefelhagen, 2008; Ristani et al., 2016
 */
export function scoreTracks(truth: readonly MotBox[], found: readonly MotBox[]): TrackScore {
  const frames = framesOf(truth, found);
  const objects = new Set(frames.flatMap((frame) => frame.truth.map(({ id }) => id)));
  const tracks = new Set(frames.flatMap((frame) => frame.found.map(({ id }) => id)));
  const truthBoxes = frames.reduce((sum, frame) => sum + frame.truth.length, 0);
  const foundBoxes = frames.reduce((sum, frame) => sum + frame.found.length, 0);
  const { matches, switches } = clear(frames);
  const identical = identityMatches(frames);
  const [misses, falsePositives] = [truthBoxes - matches, foundBoxes - matches];
  return {
    mota: share(matches - falsePositives - switches, truthBoxes),
    idf1: share(2 * identical, truthBoxes + foundBoxes),
    idPrecision: share(identical, foundBoxes),
    idRecall: share(identical, truthBoxes),
    recall: share(matches, truthBoxes),
    precision: share(matches, foundBoxes),
    switches,
    falsePositives,
    misses,
    tracks: tracks.size,
    objects: objects.size,
  };
}

/** Boxes that meet an object, and how often an object changed its track. */
function clear(frames: readonly ScoredFrame[]): { matches: number; switches: number } {
  let [matches, switches] = [0, 0];
  /** Track by object: the last it ever had, and the one of the frame before. */
  const last = new Map<number, number>();
  let previous = new Map<number, number>();
  for (const { truth, found, pairs } of frames) {
    if (truth.length === 0 || found.length === 0) continue;
    const weighted = pairs.map((pair) => {
      const isContinued = previous.get(truth[pair.row]!.id) === found[pair.column]!.id;
      return { ...pair, similarity: pair.similarity + (isContinued ? CONTINUED : 0) };
    });
    previous = new Map();
    for (const { row, column } of assignPairs(weighted)) {
      const [object, track] = [truth[row]!.id, found[column]!.id];
      matches++;
      if (last.has(object) && last.get(object) !== track) switches++;
      last.set(object, track);
      previous.set(object, track);
    }
  }
  return { matches, switches };
}

/** Boxes that are right when each object is given the one track that serves it best, over all frames. */
function identityMatches(frames: readonly ScoredFrame[]): number {
  const together = new Map<string, Pair>();
  for (const { truth, found, pairs } of frames) {
    for (const pair of pairs) {
      const [row, column] = [truth[pair.row]!.id, found[pair.column]!.id];
      const key = `${row} ${column}`;
      together.set(key, { row, column, similarity: (together.get(key)?.similarity ?? 0) + 1 });
    }
  }
  return assignPairs([...together.values()]).reduce((sum, { similarity }) => sum + similarity, 0);
}

function framesOf(truth: readonly MotBox[], found: readonly MotBox[]): ScoredFrame[] {
  const [truthByFrame, foundByFrame] = [byFrame(truth), byFrame(found)];
  const numbers = [...new Set([...truthByFrame.keys(), ...foundByFrame.keys()])].sort((a, b) => a - b);
  return numbers.map((number) => scoredFrame(truthByFrame.get(number) ?? [], foundByFrame.get(number) ?? []));
}

function scoredFrame(truth: readonly Labelled[], found: readonly Labelled[]): ScoredFrame {
  const uncounted = new Set(
    assignPairs(pairsOf(truth, found))
      .filter(({ row }) => truth[row]!.box.confidence === 0)
      .map(({ column }) => column),
  );
  const counted = truth.filter(({ box }) => box.confidence !== 0);
  const left = found.filter((_, column) => !uncounted.has(column));
  return { truth: counted, found: left, pairs: pairsOf(counted, left) };
}

function pairsOf(truth: readonly Labelled[], found: readonly Labelled[]): Pair[] {
  return truth.flatMap(({ box: object }, row) =>
    found.flatMap(({ box }, column) => {
      if (object.classNumber !== null && box.classNumber !== null && object.classNumber !== box.classNumber) return [];
      const similarity = iou(object.box, box.box);
      return similarity >= MIN_IOU - Number.EPSILON ? [{ row, column, similarity }] : [];
    }),
  );
}

function byFrame(boxes: readonly MotBox[]): Map<number, Labelled[]> {
  return groupBy(
    boxes.map((box) => ({ id: box.trackId ?? 0, box })),
    ({ box }) => box.frame,
  );
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
