import assert from 'node:assert/strict';
import { join } from 'node:path';
import { CursorTrail, parseCursor } from '../../../results/query/filter/cursor.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { CountRow, DetectionRow, RawFilter } from '../../../shared/questions.ts';
import { inFreshFolder, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';
import { bruteForce, countSeen, type Found, isAsked, isLabelAsked } from './brute-force/answer.ts';
import { iou } from './brute-force/geometry.ts';
import { berlinTime, type Question, randomQuestion } from './brute-force/question.ts';
import { Random } from './brute-force/random.ts';
import { type StoredFrame, storeRandomRuns } from './brute-force/stored.ts';

const QUESTIONS = 80;

interface Scene {
  readonly store: DuckDbStore;
  readonly frames: readonly StoredFrame[];
  readonly random: Random;
}

async function withRandomStore(seed: number, body: (scene: Scene) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    const random = new Random(seed);
    try {
      await body({ store, frames: await storeRandomRuns(store, random), random });
    } finally {
      await store.close();
    }
  });
}

async function rowsOf(store: DuckDbStore, filter: RawFilter): Promise<DetectionRow[]> {
  const rows: DetectionRow[] = [];
  for await (const batch of await store.reader.detections(filter)) rows.push(...batch);
  return rows;
}

const keyOfRow = ({ runId, frameIndex, label, x1, y1, x2, y2 }: DetectionRow) =>
  [runId, frameIndex, label, x1, y1, x2, y2].join(' ');
const keyOfFound = ({ frame, label, box }: Found) => [frame.runId, frame.frameIndex, label, ...box].join(' ');

/** The groups of a frame, by the names that answers give them. */
const GROUPS: Readonly<Record<string, (frame: StoredFrame) => Record<string, unknown>>> = {
  frame: ({ runId, videoId, frameIndex, ptsSeconds }) => ({ runId, videoId, frameIndex, ptsSeconds }),
  second: ({ runId, videoId, ptsSeconds }) => ({ runId, videoId, second: Math.floor(ptsSeconds) }),
  minute: ({ runId, videoId, ptsSeconds }) => ({ runId, videoId, minute: Math.floor(ptsSeconds / 60) }),
  hour: ({ runId, videoId, ptsSeconds }) => ({ runId, videoId, hour: Math.floor(ptsSeconds / 3600) }),
  day: ({ clockMs }) => ({ day: new Date(clockMs!).toISOString().slice(0, 10) }),
  'hour-of-day': ({ clockMs }) => ({ hourOfDay: new Date(clockMs!).getUTCHours() }),
  video: ({ videoId }) => ({ videoId, uri: `/videos/${videoId}.mp4` }),
  run: ({ runId, videoId }) => ({ runId, videoId }),
};
const BYS = ['label', 'frame', 'second', 'minute', 'hour', 'day', 'hour-of-day', 'video', 'run'];
const BY_PAIRS = ['minute,label', 'day,hour-of-day', 'video,label', 'run,hour', 'day,label'];

interface Sum {
  detections: number;
  frames: number;
  maxPerFrame: number;
  lookedFrames: number;
}

/** Counts by their groups, each a text, from every frame and every detection by itself. */
function countByHand(frames: readonly StoredFrame[], question: Question, by: readonly string[]): Map<string, Sum> {
  const isByClock = by.includes('day') || by.includes('hour-of-day');
  const asked = frames.filter((frame) => isAsked(frame, question) && (!isByClock || frame.clockMs !== null));
  const localOf = (clockMs: number) => (question.filter.tz === undefined ? clockMs : berlinTime(clockMs));
  const local = (frame: StoredFrame) => ({ ...frame, clockMs: frame.clockMs === null ? null : localOf(frame.clockMs) });
  const groupOf = (frame: StoredFrame) => Object.assign({}, ...by.map((key) => GROUPS[key]?.(local(frame))));
  const looked = new Map<string, number>();
  for (const frame of asked) {
    const key = JSON.stringify(groupOf(frame));
    looked.set(key, (looked.get(key) ?? 0) + 1);
  }
  const sums = new Map<string, Sum>();
  const perFrame = new Map<string, { readonly group: string; readonly place: string; found: number }>();
  for (const one of bruteForce(frames, question)) {
    if (!asked.includes(one.frame)) continue; // without a clock
    const place = JSON.stringify(groupOf(one.frame));
    const group = by.includes('label') ? `${place} ${one.label}` : place;
    const key = `${group} ${one.frame.runId} ${one.frame.frameIndex}`;
    const entry = perFrame.get(key) ?? { group, place, found: 0 };
    entry.found++;
    perFrame.set(key, entry);
  }
  for (const { group, place, found } of perFrame.values()) {
    const sum = sums.get(group) ?? { detections: 0, frames: 0, maxPerFrame: 0, lookedFrames: looked.get(place)! };
    sum.detections += found;
    sum.frames++;
    sum.maxPerFrame = Math.max(sum.maxPerFrame, found);
    sums.set(group, sum);
  }
  if (!by.includes('label')) {
    for (const [place, lookedFrames] of looked) {
      if (!sums.has(place)) sums.set(place, { detections: 0, frames: 0, maxPerFrame: 0, lookedFrames });
    }
  }
  return sums;
}

function sumsOf(rows: readonly CountRow[], by: readonly string[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const { label, detections, frames, maxPerFrame, lookedFrames, meanPerFrame, ...place } of rows) {
    if (detections === null || (by.includes('label') && detections === 0)) continue;
    assert.equal(meanPerFrame, Number(detections) / Number(lookedFrames));
    const group = Object.assign({}, ...by.map((key) => pick(place, Object.keys(GROUPS[key]?.(ANY_FRAME) ?? {}))));
    const key = by.includes('label') ? `${JSON.stringify(group)} ${label}` : JSON.stringify(group);
    sums.set(key, { detections, frames, maxPerFrame, lookedFrames } as Sum);
  }
  return sums;
}

const ANY_FRAME = { runId: '', videoId: '', frameIndex: 0, ptsSeconds: 0, clockMs: 0 } as StoredFrame;

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, from[name]]));
}

const sorted = <V>(map: ReadonlyMap<string, V>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));

describe('Answers, beside those that looking at each detection by itself gives', function () {
  this.timeout(120_000);

  it('hold the same rows in the same order, whatever the filters', () =>
    withRandomStore(1, async ({ store, frames, random }) => {
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        const expected = bruteForce(frames, question).map(keyOfFound);
        assert.deepEqual(
          (await rowsOf(store, question.filter)).map(keyOfRow),
          expected,
          JSON.stringify(question.filter),
        );
      }
    }));

  it('count the same in every group, and list what was looked at and holds nothing', () =>
    withRandomStore(2, async ({ store, frames, random }) => {
      for (let asked = 0; asked < QUESTIONS; asked++) {
        const question = randomQuestion(random);
        const by = random.one([...BYS, ...BY_PAIRS]).split(',');
        if (question.runs?.every((run) => run === 'r5')) continue;
        const rows = await store.reader.counts({ ...question.filter, by: by.join(',') });
        const expected = countByHand(frames, question, by);
        assert.deepEqual(sorted(sumsOf(rows, by)), sorted(expected), `${by} ${JSON.stringify(question.filter)}`);
      }
    }));

  it('give the same stretches', () =>
    withRandomStore(3, async ({ store, frames, random }) => {
      for (let asked = 0; asked < QUESTIONS / 2; asked++) {
        const question = { ...randomQuestion(random), near: null };
        const { with: _w, without: _o, then: _t, within: _i, ...filter } = question.filter;
        const [gap, minLength] = [random.one([0, 0.25, 1, 800]), random.one([0, 0, 0.5])];
        const segments = await store.reader.segments({ ...filter, gap: String(gap), minLength: String(minLength) });
        const expected = segmentsByHand(frames, question, gap).filter(({ from, to }) => to - from >= minLength);
        assert.deepEqual(
          segments.map(({ runId, from, to, frames: hits }) => ({ runId, from, to, frames: hits })),
          expected,
          JSON.stringify({ ...filter, gap }),
        );
      }
    }));

  it('go on behind a cursor without a gap or a double, also while rows arrive', () =>
    withRandomStore(4, async ({ store, random }) => {
      for (const [order, runId] of [
        ['time', 'r6'],
        ['latest', 'r7'],
      ] as const) {
        const before = (await rowsOf(store, { order })).map(keyOfRow);
        const paged: string[] = [];
        let cursor: string | null = null;
        for (let page = 0; page === 0 || cursor !== null; page++) {
          const limit = random.whole(1, 9);
          const rows = await rowsOf(store, { order, limit: String(limit), ...(cursor === null ? {} : { cursor }) });
          const trail = new CursorTrail(cursor === null ? null : parseCursor(cursor));
          trail.add(rows);
          paged.push(...rows.map(keyOfRow));
          cursor = trail.next(limit);
          if (page !== 2) continue;
          await store.ledger.open(sampleRun({ runId, settings: { every: Number(runId[1]) } }));
          await storeResults(store, [sampleResult(0, { runId })]);
        }
        // a run that begins meanwhile lies behind in the order of time, and before in the other
        assert.deepEqual(paged, order === 'time' ? (await rowsOf(store, { order })).map(keyOfRow) : before);
      }
    }));

  it('compare two runs of a video', () =>
    withRandomStore(5, async ({ store, frames }) => {
      for (const least of [0.1, 0.5, 1]) {
        const others = frames.filter(({ runId }) => runId === 'r2');
        const expected = bruteForce(frames, { ...EVERYTHING, runs: ['r1'] }).filter(({ frame, label, box }) => {
          const other = others.find(({ frameIndex }) => frameIndex === frame.frameIndex);
          return other && !other.detections.some((one) => one.label === label && iou(one.box, box) >= least);
        });
        const rows = await rowsOf(store, { run: 'r1', notIn: 'r2', iou: String(least) });
        assert.deepEqual(rows.map(keyOfRow), expected.map(keyOfFound));
        assert.ok(expected.length > 0);
      }
    }));
});

const EVERYTHING: Question = {
  ...{
    filter: {},
    runs: null,
    labels: [],
    notLabels: [],
    from: null,
    to: null,
    clock: null,
    zones: [],
    anchor: 'bottom',
  },
  ...{ overlap: null, area: null, where: null, near: null, minConfidence: { others: 0 } },
};

function segmentsByHand(frames: readonly StoredFrame[], question: Question, gap: number) {
  const holds = (frame: StoredFrame) =>
    question.where
      ? question.where((label) => countSeen(frame, label, question))
      : frame.detections.some((one) => isLabelAsked(one, question) && bruteForce([frame], question).length > 0);
  const hits = frames
    .filter((frame) => isAsked(frame, question) && holds(frame))
    .sort((a, b) => a.runNo - b.runNo || a.ptsSeconds - b.ptsSeconds || a.frameIndex - b.frameIndex);
  const segments: { runId: string; from: number; to: number; frames: number }[] = [];
  for (const { runId, ptsSeconds } of hits) {
    const last = segments.at(-1);
    if (last?.runId === runId && ptsSeconds - last.to <= gap) {
      last.to = ptsSeconds;
      last.frames++;
    } else segments.push({ runId, from: ptsSeconds, to: ptsSeconds, frames: 1 });
  }
  return segments;
}
