import type { CrossingRow, TrackRow, VisitRow } from '../../shared/tracks.ts';
import type { Row } from './table.ts';

/** The columns of an object that fit on a line, rounded to what they mean. */
export function trackSummary(row: TrackRow): Row {
  const { runId, trackId, label, firstSeconds, lastSeconds, seconds, confidence, pathPixels, direction } = row;
  return {
    runId,
    track: trackId,
    label,
    first: clock(firstSeconds),
    last: clock(lastSeconds),
    seconds: rounded(seconds),
    confidence: rounded(confidence),
    path: Math.round(pathPixels),
    direction,
    ...speedOf(row),
  };
}

export function visitSummary({ runId, trackId, label, zone, entered, left, seconds, ...row }: VisitRow): Row {
  const stay = {
    runId,
    track: trackId,
    label,
    zone,
    entered: clock(entered),
    left: clock(left),
    seconds: rounded(seconds),
  };
  if (row.fromZone === null) return stay;
  return { ...stay, from: row.fromZone, travel: rounded(row.travelSeconds ?? 0) };
}

export function crossingSummary(row: CrossingRow): Row {
  const { runId, trackId, label, line, direction, ptsSeconds } = row;
  return { runId, track: trackId, label, line, direction, at: clock(ptsSeconds), ...speedOf(row) };
}

function speedOf({ pixelsPerSecond, metersPerSecond }: Pick<TrackRow, 'pixelsPerSecond' | 'metersPerSecond'>): Row {
  return metersPerSecond === null ? { 'px/s': Math.round(pixelsPerSecond) } : { 'm/s': rounded(metersPerSecond) };
}

/** `1:02:03.4` */
function clock(seconds: number): string {
  const tenths = Math.round(Math.abs(seconds) * 10);
  const [hours, minutes, rest] = [Math.floor(tenths / 36_000), Math.floor(tenths / 600) % 60, (tenths % 600) / 10];
  const [pad, sign] = [(part: number) => String(part).padStart(2, '0'), seconds < 0 ? '-' : ''];
  const tail = rest.toFixed(1).padStart(4, '0');
  return hours > 0 ? `${sign}${hours}:${pad(minutes)}:${tail}` : `${sign}${minutes}:${tail}`;
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}
