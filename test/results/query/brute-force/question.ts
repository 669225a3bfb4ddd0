import type { RawFilter } from '../../../../shared/questions.ts';
import type { Point } from './geometry.ts';
import type { Random } from './random.ts';
import { LABELS } from './stored.ts';

/** A zone with its corners, and whether they are per cent. */
export interface AskedZone {
  readonly text: string;
  readonly corners: readonly Point[];
  readonly isPercent: boolean;
}

/** Both ends included; `null`: no such end. */
export interface Range {
  readonly least: number | null;
  readonly most: number | null;
}

/** A condition on a frame. */
export interface Where {
  readonly text: string;
  /** The labels that it counts; `null`: any. */
  readonly labels: readonly string[] | null;
  readonly holds: (count: (label: string | null) => number) => boolean;
}

/** What a question asks, beside the texts in which it does. */
export interface Question {
  readonly filter: RawFilter;
  readonly runs: readonly string[] | null;
  readonly labels: readonly string[];
  readonly notLabels: readonly string[];
  readonly minConfidence: Readonly<Record<string, number>> & { readonly others: number };
  readonly from: number | null;
  readonly to: number | null;
  readonly clock: ((clockMs: number) => boolean) | null;
  readonly zones: readonly AskedZone[];
  readonly anchor: string;
  readonly overlap: number | null;
  /** In pixels, or in per cent of the frame. */
  readonly area: (Range & { readonly isPercent: boolean }) | null;
  /** Width by height. */
  readonly aspect: Range | null;
  readonly where: Where | null;
  readonly near: {
    readonly kind: 'with' | 'without' | 'then';
    readonly labels: readonly string[];
    readonly within: number;
  } | null;
}

export const quoted = (labels: readonly string[]) =>
  labels.map((label) => (label.includes(',') ? `"${label}"` : label)).join(',');
export const WHERES: readonly Where[] = [
  {
    text: 'car>=2 and person>=1',
    labels: ['car', 'person'],
    holds: (count) => count('car') >= 2 && count('person') >= 1,
  },
  { text: 'any>3', labels: null, holds: (count) => count(null) > 3 },
  { text: 'any=0 or dog', labels: null, holds: (count) => count(null) === 0 || count('dog') > 0 },
  { text: 'not dog', labels: ['dog'], holds: (count) => count('dog') === 0 },
  {
    text: '"traffic, light" or (dog and car<2)',
    labels: ['traffic, light', 'dog', 'car'],
    holds: (count) => count('traffic, light') > 0 || (count('dog') > 0 && count('car') < 2),
  },
  { text: 'person=1', labels: ['person'], holds: (count) => count('person') === 1 },
  { text: 'person<=1', labels: ['person'], holds: (count) => count('person') <= 1 },
  {
    text: 'not (car or person) or dog!=0',
    labels: ['car', 'person', 'dog'],
    holds: (count) => !(count('car') > 0 || count('person') > 0) || count('dog') !== 0,
  },
];
const AREAS = ['100..400', '0..225', '500..1600', '..300', '900..', '1%..5%', '4%..', '..2%'];
const ASPECTS = ['0.5..1', '1..', '..0.75', '2..8', '1..1'];
/** Names of videos, and the runs over them. */
const VIDEOS: readonly (readonly [string, readonly string[]])[] = [
  ['v1', ['r1', 'r2']],
  ['/videos/v3.mp4', ['r4']],
  ['v2.mp4', ['r3']],
  ['?2.mp4', ['r3']],
  ['/videos/v*', ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7']],
  ['v6', ['r7']],
];

function rangeOf(text: string): Range & { readonly isPercent: boolean } {
  const [least = '', most = ''] = text.replaceAll('%', '').split('..');
  const end = (one: string) => (one === '' ? null : Number(one));
  return { least: end(least), most: end(most), isPercent: text.includes('%') };
}

export const ZONES: readonly AskedZone[] = [
  {
    text: '20,20,60,80',
    isPercent: false,
    corners: [
      [20, 20],
      [60, 20],
      [60, 80],
      [20, 80],
    ],
  },
  {
    text: '0,50,100,100%',
    isPercent: true,
    corners: [
      [0, 50],
      [100, 50],
      [100, 100],
      [0, 100],
    ],
  },
  {
    text: '0,0 100,0 50,100',
    isPercent: false,
    corners: [
      [0, 0],
      [100, 0],
      [50, 100],
    ],
  },
  {
    text: '10,10 90,10 90,90 50,50 10,90',
    isPercent: false,
    corners: [
      [10, 10],
      [90, 10],
      [90, 90],
      [50, 50],
      [10, 90],
    ],
  },
  {
    text: '0,0 100,0 0,100%',
    isPercent: true,
    corners: [
      [0, 0],
      [100, 0],
      [0, 100],
    ],
  },
];

/** What clocks in Berlin show, as if it were UTC. */
export function berlinTime(clockMs: number): number {
  return clockMs + (clockMs >= Date.parse('2026-03-29T01:00:00Z') ? 7_200_000 : 3_600_000);
}

/** When clocks in Berlin show what; on 2026-03-29 they go from 2:00 to 3:00, at 1:00 UTC. */
function berlin(clockMs: number): { readonly minute: number; readonly weekday: number } {
  const date = new Date(berlinTime(clockMs));
  return { minute: date.getUTCHours() * 60 + date.getUTCMinutes(), weekday: date.getUTCDay() };
}
export const CLOCKS: readonly (readonly [RawFilter, (clockMs: number) => boolean])[] = [
  [
    { timeOfDay: '22:30-00:10' },
    (ms) => {
      const m = new Date(ms).getUTCHours() * 60 + new Date(ms).getUTCMinutes();
      return m >= 1350 || m < 10;
    },
  ],
  [{ timeOfDay: '01:30-03:15', tz: 'Europe/Berlin' }, (ms) => berlin(ms).minute >= 90 && berlin(ms).minute < 195],
  [{ weekday: 'sun', tz: 'Europe/Berlin' }, (ms) => berlin(ms).weekday === 0],
  [
    { since: '2026-03-29T00:20', until: '2026-03-29T01:10:00Z' },
    (ms) => ms >= Date.parse('2026-03-29T00:20Z') && ms < Date.parse('2026-03-29T01:10Z'),
  ],
  [{ since: '2026-03-29', tz: 'Europe/Berlin' }, (ms) => ms >= Date.parse('2026-03-28T23:00:00Z')],
];

/** A random question. @param ofRuns - the runs that it is asked of, where those are not random */
export function randomQuestion(random: Random, ofRuns: readonly string[] | null = null): Question {
  const some = () => LABELS.filter(() => random.chance(0.4));
  const maybe = <T>(share: number, make: () => T): T | null => (random.chance(share) ? make() : null);
  const named = ofRuns ?? maybe(0.3, () => random.one([['r1'], ['r3'], ['r6'], ['r1', 'r4'], ['r2', 'r3', 'r5']]));
  const video = named === null ? maybe(0.15, () => random.one(VIDEOS)) : null;
  const runs = video?.[1] ?? named;
  const labels = random.chance(0.4) ? some() : [];
  const notLabels = random.chance(0.15) ? some() : [];
  // every other one is a step of the sums by confidence
  const others = random.chance(0.3) ? random.whole(0, 40) / 40 : 0;
  const special: Record<string, number> = random.chance(0.2) ? { dog: random.whole(0, 40) / 40 } : {};
  const from = maybe(0.25, () => random.one([0, 1, 2.5, 400, 7.25]));
  const to = maybe(0.25, () => (from ?? 0) + random.one([0.25, 3, 4000]));
  // r5 has no clock, nor has what holds no frame: what has none cannot be asked for one alone
  const clock = runs?.every((run) => run === 'r5' || run === 'r7') ? null : maybe(0.25, () => random.one(CLOCKS));
  const zones = random.chance(0.4) ? ZONES.filter(() => random.chance(0.3)).slice(0, 2) : [];
  const anchor = zones.length > 0 ? random.one(['bottom', 'center', 'any', 'all']) : 'bottom';
  const overlap = zones.length > 0 ? maybe(0.2, () => random.one([0.25, 0.5, 1])) : null;
  const area = maybe(0.15, () => random.one(AREAS));
  const aspect = maybe(0.15, () => random.one(ASPECTS));
  const where = maybe(0.25, () => random.one(WHERES));
  const near = maybe(0.2, () => ({
    kind: random.one(['with', 'without', 'then'] as const),
    labels: [...new Set([random.one(LABELS), ...(random.chance(0.3) ? [random.one(LABELS)] : [])])],
    within: random.one([0, 0.25, 1, 400]),
  }));
  const confidence = others > 0 || 'dog' in special;
  const filter: Record<string, string> = {
    ...(video ? { video: video[0] } : named && { run: named.join(',') }),
    ...(labels.length > 0 && { label: quoted(labels) }),
    ...(notLabels.length > 0 && { notLabel: quoted(notLabels) }),
    ...(confidence && { minConfidence: 'dog' in special ? `${others},dog=${special.dog}` : String(others) }),
    ...(from !== null && { from: String(from) }),
    ...(to !== null && { to: String(to) }),
    ...clock?.[0],
    ...(zones.length > 0 && { zone: zones.map(({ text }) => text).join(';'), anchor }),
    ...(overlap !== null && { overlap: String(overlap) }),
    ...(area !== null && { area }),
    ...(aspect !== null && { aspect }),
    ...(where && { where: where.text }),
    ...(near && { [near.kind]: quoted(near.labels), within: String(near.within) }),
  };
  return {
    ...{ filter, runs, labels, notLabels, from, to, zones, anchor, overlap, where, near },
    minConfidence: { others, ...special },
    area: area === null ? null : rangeOf(area),
    aspect: aspect === null ? null : rangeOf(aspect),
    clock: clock?.[1] ?? null,
  };
}
