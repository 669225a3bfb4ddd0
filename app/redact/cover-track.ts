import type { Region } from '../../pictures/hide-regions.ts';
import type { TrackBoxRow } from '../../shared/tracks.ts';

/** Where an object was. */
export interface CoverTrack {
  readonly label: string;
  /** By time: seconds, x1, y1, x2, y2 for each. */
  readonly places: Float64Array;
}

const FIELDS = 5;

/** Objects of rows that come object by object, each in the order of time. */
export function coverTracks(rows: readonly TrackBoxRow[]): CoverTrack[] {
  const tracks: { id: number; label: string; places: number[] }[] = [];
  for (const { trackId: id, label, ptsSeconds, x1, y1, x2, y2 } of rows) {
    if (tracks.at(-1)?.id !== id) tracks.push({ id, label, places: [] });
    tracks.at(-1)!.places.push(ptsSeconds, x1, y1, x2, y2);
  }
  return tracks.map(({ label, places }) => ({ label, places: Float64Array.from(places) }));
}

/**
 * Where an object was at a time: between two places on a straight line, and where it was first and last for some time before and after.
 *
 * @returns `null` where it was not there
 */
export function placeAt({ places }: CoverTrack, seconds: number, marginSeconds: number): Region | null {
  const count = places.length / FIELDS;
  const time = (index: number) => places[index * FIELDS]!;
  if (count === 0 || seconds < time(0) - marginSeconds || seconds > time(count - 1) + marginSeconds) return null;
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (time(middle) <= seconds) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(0, low - 1);
  const after = Math.min(count - 1, low);
  const span = time(after) - time(before);
  const share = span > 0 ? (seconds - time(before)) / span : 0;
  const between = (field: number) => {
    const [from, to] = [places[before * FIELDS + field]!, places[after * FIELDS + field]!];
    return from + (to - from) * share;
  };
  return { x1: between(1), y1: between(2), x2: between(3), y2: between(4) };
}
