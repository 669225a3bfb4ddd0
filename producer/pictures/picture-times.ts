import { basename } from 'node:path';
import { timeInName } from '../input/recorded-at.ts';

/** Milliseconds in which a picture is shown whose name tells no time. */
const shownMs = 1000;

/**
 * When pictures are shown, in milliseconds from the first on: as their names say, where each of them has a date and time of day
 * and is later than the one before; else one a second.
 */
export function pictureTimes(pictures: readonly string[]): number[] {
  const said = pictures.map((path) => Date.parse(timeInName(basename(path)) ?? ''));
  const areTimes = said.every((time, index) => (index === 0 ? !Number.isNaN(time) : time > said[index - 1]!));
  return areTimes ? said.map((time) => time - said[0]!) : said.map((_, index) => index * shownMs);
}
