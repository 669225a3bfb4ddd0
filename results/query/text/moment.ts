/** No date is later. */
const LAST_MS = 8.64e15;
const SECOND_MS = 1000;

/** The second of the last moment that was written, as text up to its milliseconds: rows follow one another in time. */
let lastSecond = Number.NaN;
let lastText = '';

/** A moment as ISO 8601 in UTC; `null` where nobody knows it, or no date is so far away. @param ms - since the epoch */
export function readableMoment(ms: number | null): string | null {
  if (ms === null || Math.abs(ms) > LAST_MS) return null;
  const whole = Math.trunc(ms);
  const second = Math.floor(whole / SECOND_MS);
  if (second !== lastSecond) {
    lastText = new Date(second * SECOND_MS).toISOString().slice(0, -'000Z'.length);
    lastSecond = second;
  }
  return `${lastText}${String(whole - second * SECOND_MS).padStart(3, '0')}Z`;
}
