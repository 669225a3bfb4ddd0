import type { DayRow, Timeline } from '../../../../shared/timeline.ts';
import { bruteForce, isAsked } from './answer.ts';
import { berlinTime, type Question } from './question.ts';
import type { StoredFrame } from './stored.ts';

/** Numbers by bin, as `label bin`; frames that were looked at as `looked bin`. */
export function timelineByHand(
  frames: readonly StoredFrame[],
  question: Question,
  { axis, from, binSeconds }: Pick<Timeline, 'axis' | 'from' | 'binSeconds'>,
): Map<string, number> {
  const sums = new Map<string, number>();
  const add = (name: string, frame: StoredFrame): void => {
    const ms = axis === 'clock' ? frame.clockMs : frame.ptsSeconds * 1000;
    if (ms === null || from === null) return;
    const key = `${name} ${Math.floor((ms - from * 1000 + 1e-6) / (binSeconds * 1000))}`;
    sums.set(key, (sums.get(key) ?? 0) + 1);
  };
  for (const { frame, label } of bruteForce(frames, question)) add(label, frame);
  for (const frame of frames) if (isAsked(frame, question)) add('looked', frame);
  return sums;
}

/** The same of an answer; bins with nothing are left out. */
export function timelineSums({ series, lookedFrames }: Timeline): Map<string, number> {
  const lists = [
    ...series.map(({ label, detections }) => [label, detections] as const),
    ['looked', lookedFrames] as const,
  ];
  return new Map(
    lists.flatMap(([name, counts]) =>
      counts.flatMap((count, bin) => (count > 0 ? [[`${name} ${bin}`, count] as const] : [])),
    ),
  );
}

/** What was found on each day that was looked at. */
export function daysByHand(frames: readonly StoredFrame[], question: Question): DayRow[] {
  const days = new Map<string, { detections: number; lookedFrames: number }>();
  const dayOf = (frame: StoredFrame) => {
    const local = question.filter.tz === undefined ? frame.clockMs! : berlinTime(frame.clockMs!);
    return new Date(local).toISOString().slice(0, 10);
  };
  for (const frame of frames) {
    if (frame.clockMs === null || !isAsked(frame, question)) continue;
    const day = days.get(dayOf(frame)) ?? { detections: 0, lookedFrames: 0 };
    day.lookedFrames++;
    days.set(dayOf(frame), day);
  }
  for (const { frame } of bruteForce(frames, question))
    if (frame.clockMs !== null) days.get(dayOf(frame))!.detections++;
  return [...days].map(([day, sums]) => ({ day, ...sums })).sort((a, b) => (a.day < b.day ? -1 : 1));
}
