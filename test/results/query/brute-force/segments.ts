import type { SegmentRow } from '../../../../shared/questions.ts';
import { bruteForce, countSeen, isAsked } from './answer.ts';
import type { Question, Where } from './question.ts';
import type { StoredFrame } from './stored.ts';

/** A frame in which something holds: how many of what is asked for, and the surest of them. */
interface Hit {
  readonly frame: StoredFrame;
  readonly found: number;
  readonly best: number | null;
}

export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A second condition, and what it does to the stretches of the first. */
export interface Second {
  readonly operation: 'and' | 'or' | 'minus' | 'before' | 'after';
  readonly where: Where;
  readonly within: number;
}

export interface Lengths {
  readonly gap: number;
  readonly minLength: number;
}

type Facts = Omit<SegmentRow, 'videoId' | 'seconds'>;

/** Stretches by run and time, from every frame by itself. */
export function segmentsByHand(
  frames: readonly StoredFrame[],
  question: Question,
  { gap, minLength }: Lengths,
  second: Second | null,
): Facts[] {
  const first = hitsOf(frames, question);
  const other = second === null ? [] : hitsOf(frames, { ...question, ...ALONE, where: second.where });
  const runIds = [...new Set(frames.map(({ runId }) => runId))];
  return runIds.flatMap((runId) => {
    const ofRun = (hits: readonly Hit[]) => hits.filter(({ frame }) => frame.runId === runId);
    const a = intervalsOf(ofRun(first), gap);
    const intervals = second === null ? a : combined(second, a, intervalsOf(ofRun(other), gap));
    const counted = second?.operation === 'or' ? bothOf(ofRun(first), ofRun(other)) : ofRun(first);
    return intervals
      .filter(({ from, to }) => to - from >= minLength)
      .map((interval) => ({ runId, ...interval, ...factsOf(counted, interval) }));
  });
}

/** What a second condition is asked without. */
const ALONE = { labels: [], notLabels: [], near: null };

function hitsOf(frames: readonly StoredFrame[], question: Question): Hit[] {
  const { where, near } = question;
  const all = where !== null && near === null ? null : bruteForce(frames, question);
  return frames.flatMap((frame) => {
    if (!isAsked(frame, question)) return [];
    if (all !== null || where === null) {
      const found = all?.filter((one) => one.frame === frame) ?? [];
      return found.length === 0 ? [] : [hitOf(frame, found)];
    }
    if (!where.holds((label) => countSeen(frame, label, question))) return [];
    const labels = question.labels.length > 0 ? question.labels : (where.labels ?? []);
    return [hitOf(frame, bruteForce([frame], { ...question, labels, where: null }))];
  });
}

function hitOf(frame: StoredFrame, found: readonly { readonly confidence: number }[]): Hit {
  return {
    frame,
    found: found.length,
    best: found.length === 0 ? null : Math.max(...found.map(({ confidence }) => confidence)),
  };
}

function intervalsOf(hits: readonly Hit[], gap: number): Interval[] {
  const intervals: { from: number; to: number }[] = [];
  for (const at of hits.map(({ frame }) => frame.ptsSeconds).sort((a, b) => a - b)) {
    const last = intervals.at(-1);
    if (last && at - last.to <= gap) last.to = at;
    else intervals.push({ from: at, to: at });
  }
  return intervals;
}

/** By the definition: of every pair, or of every piece between two ends. */
function combined({ operation, within }: Second, a: readonly Interval[], b: readonly Interval[]): Interval[] {
  switch (operation) {
    case 'and':
      return a
        .flatMap((one) => b.map(({ from, to }) => ({ from: Math.max(one.from, from), to: Math.min(one.to, to) })))
        .filter(({ from, to }) => from <= to);
    case 'or':
      return joined([...a, ...b]);
    case 'minus':
      return a.flatMap((one) => pieces(one, b));
    case 'before':
      return a.filter(({ to }) => b.some(({ from }) => from > to && from - to <= within));
    case 'after':
      return a.filter(({ from }) => b.some(({ to }) => from > to && from - to <= within));
  }
}

/** What touches becomes one, until nothing does. */
function joined(all: readonly Interval[]): Interval[] {
  for (const one of all) {
    const other = all.find((two) => two !== one && one.from <= two.to && two.from <= one.to);
    if (!other) continue;
    const both = { from: Math.min(one.from, other.from), to: Math.max(one.to, other.to) };
    return joined([...all.filter((two) => two !== one && two !== other), both]);
  }
  return all.toSorted((one, two) => one.from - two.from);
}

function pieces({ from, to }: Interval, b: readonly Interval[]): Interval[] {
  const isIn = (at: number) => b.some((other) => other.from <= at && at <= other.to);
  if (from === to) return isIn(from) ? [] : [{ from, to }];
  const ends = [from, ...b.flatMap((other) => [other.from, other.to]), to].filter((at) => at >= from && at <= to);
  const cuts = [...new Set(ends)].sort((x, y) => x - y);
  return cuts.slice(1).flatMap((end, index) => {
    const begin = cuts[index]!;
    return isIn((begin + end) / 2) ? [] : [{ from: begin, to: end }];
  });
}

function bothOf(first: readonly Hit[], other: readonly Hit[]): Hit[] {
  const frames = new Set([...first, ...other].map(({ frame }) => frame));
  return [...frames].map((frame) => {
    const ofFrame = [...first, ...other].filter((hit) => hit.frame === frame);
    const bests = ofFrame.flatMap(({ best }) => best ?? []);
    return {
      frame,
      found: Math.max(...ofFrame.map(({ found }) => found)),
      best: bests.length === 0 ? null : Math.max(...bests),
    };
  });
}

const NOTHING = { frames: null, detections: null, peak: null, peakFrame: null };
const NO_BEST = { bestFrame: null, bestSeconds: null, bestConfidence: null };

function factsOf(hits: readonly Hit[], { from, to }: Interval): Omit<Facts, 'runId' | 'from' | 'to'> {
  const within = hits.filter(({ frame }) => from <= frame.ptsSeconds && frame.ptsSeconds <= to);
  if (within.length === 0) return { ...NOTHING, ...NO_BEST };
  const byTime = (a: Hit, b: Hit) => a.frame.ptsSeconds - b.frame.ptsSeconds || a.frame.frameIndex - b.frame.frameIndex;
  const [peak] = within.toSorted((a, b) => b.found - a.found || byTime(a, b));
  const [best] = within.toSorted((a, b) => (b.best ?? -1) - (a.best ?? -1) || byTime(a, b));
  return {
    frames: within.length,
    detections: within.reduce((sum, { found }) => sum + found, 0),
    peak: peak!.found,
    peakFrame: peak!.frame.frameIndex,
    bestFrame: best!.frame.frameIndex,
    bestSeconds: best!.frame.ptsSeconds,
    bestConfidence: best!.best,
  };
}
