import assert from 'node:assert/strict';
import type { CountRow } from '../../../../shared/questions.ts';
import { bruteForce, isAsked } from './answer.ts';
import { berlinTime, type Question } from './question.ts';
import type { StoredFrame } from './stored.ts';

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
  model: ({ modelSha256 }) => ({ modelId: 'm', modelSha256 }),
};
/** What can be counted by; groups of zones need some in the filter. */
export const BYS = [
  ...['label', 'frame', 'second', 'minute', 'hour', 'day', 'hour-of-day', 'video', 'run', 'model', 'zone'],
  ...['minute,label', 'day,hour-of-day', 'video,label', 'run,hour', 'day,label', 'model,video', 'zone,label'],
  ...['zone,minute', 'label,model,day', 'run,second,label', 'frame,zone,label'],
];
const STRETCHES: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600 };
const TIMES = ['frame', 'second', 'minute', 'hour', 'day', 'hour-of-day'];

export interface Sum {
  detections: number;
  frames: number;
  maxPerFrame: number;
  lookedFrames: number;
}

/** Whether what is counted by, or asked, is of the wall clock. */
export function isByClock(by: readonly string[]): boolean {
  return by.includes('day') || by.includes('hour-of-day');
}

/** Counts by their groups, each a text, from every frame and every detection by itself. */
export function countByHand(
  frames: readonly StoredFrame[],
  question: Question,
  by: readonly string[],
): Map<string, Sum> {
  if (by.includes('zone')) {
    const others = by.filter((key) => key !== 'zone');
    const ofZones = question.zones.flatMap((zone) =>
      [...countByHand(frames, { ...question, zones: [zone] }, others)].map(
        ([key, sum]) => [`${zone.text} ${key}`, sum] as const,
      ),
    );
    return new Map(ofZones);
  }
  const asked = frames.filter((frame) => isAsked(frame, question) && (!isByClock(by) || frame.clockMs !== null));
  const looked = new Map<string, number>();
  for (const frame of asked) {
    const key = placeOf(frame, question, by);
    looked.set(key, (looked.get(key) ?? 0) + 1);
  }
  const sums = new Map<string, Sum>();
  const perFrame = new Map<string, { readonly group: string; readonly place: string; found: number }>();
  for (const one of bruteForce(frames, question)) {
    if (!asked.includes(one.frame)) continue; // without a clock
    const place = placeOf(one.frame, question, by);
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
  if (by.includes('label')) return sums;
  for (const [place, lookedFrames] of looked) {
    if (!sums.has(place)) sums.set(place, { detections: 0, frames: 0, maxPerFrame: 0, lookedFrames });
  }
  return sums;
}

/** Stretches of the stream in which nobody looked, as answers list them; `null` where groups go by other times too, or none. */
export function unlookedByHand(
  frames: readonly StoredFrame[],
  question: Question,
  by: readonly string[],
): string[] | null {
  const times = by.filter((key) => TIMES.includes(key));
  const size = STRETCHES[times[0] ?? ''];
  const isOfStretches = times.length === 1 && size !== undefined && question.clock === null;
  if (!isOfStretches || by.includes('label') || by.includes('zone')) return null;
  const unlooked: string[] = [];
  for (const runId of new Set(frames.map((frame) => frame.runId))) {
    if (question.runs !== null && !question.runs.includes(runId)) continue;
    const ofRun = frames.filter((frame) => frame.runId === runId);
    const seconds = ofRun.map(({ ptsSeconds }) => ptsSeconds);
    const first = Math.max(Math.min(...seconds), question.from ?? Number.NEGATIVE_INFINITY);
    const last = Math.min(Math.max(...seconds), (question.to ?? Number.POSITIVE_INFINITY) - 1e-6);
    const looked = new Set(
      ofRun.filter((frame) => isAsked(frame, question)).map(({ ptsSeconds }) => Math.floor(ptsSeconds / size)),
    );
    for (let stretch = Math.floor(first / size); stretch <= Math.floor(last / size); stretch++) {
      if (!looked.has(stretch)) unlooked.push(placeOf({ ...ofRun[0]!, ptsSeconds: stretch * size }, question, by));
    }
  }
  return unlooked.sort();
}

function placeOf(frame: StoredFrame, { filter }: Question, by: readonly string[]): string {
  const { clockMs } = frame;
  const local = clockMs !== null && filter.tz !== undefined ? berlinTime(clockMs) : clockMs;
  return JSON.stringify(Object.assign({}, ...by.map((key) => GROUPS[key]?.({ ...frame, clockMs: local }))));
}

/** The rows of an answer that were looked at, by their groups. */
export function sumsOf(rows: readonly CountRow[], by: readonly string[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const row of rows) {
    const { label, zone, detections, frames, maxPerFrame, lookedFrames, meanPerFrame } = row;
    if (detections === null || (by.includes('label') && detections === 0)) continue;
    assert.equal(meanPerFrame, Number(detections) / Number(lookedFrames));
    const place = by.includes('label') ? `${groupOf(row, by)} ${label}` : groupOf(row, by);
    const sum = { detections, frames, maxPerFrame, lookedFrames } as Sum;
    sums.set(by.includes('zone') ? `${zone} ${place}` : place, sum);
  }
  return sums;
}

/** The rows that were not looked at. */
export function unlookedOf(rows: readonly CountRow[], by: readonly string[]): string[] {
  return rows.flatMap((row) => {
    const { detections, frames, maxPerFrame, meanPerFrame, lookedFrames } = row;
    if (detections !== null) return [];
    assert.deepEqual([frames, maxPerFrame, meanPerFrame, lookedFrames], [null, null, null, 0]);
    return [groupOf(row, by)];
  });
}

const ANY_FRAME = { runId: '', videoId: '', modelSha256: '', frameIndex: 0, ptsSeconds: 0, clockMs: 0 } as StoredFrame;

function groupOf(row: CountRow, by: readonly string[]): string {
  const names = by.flatMap((key) => Object.keys(GROUPS[key]?.(ANY_FRAME) ?? {}));
  return JSON.stringify(Object.fromEntries(names.map((name) => [name, row[name]])));
}
