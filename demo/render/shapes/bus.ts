import type { Random } from '../random.ts';
import { type Drawing, ellipse, hsl, rect, ring } from '../svg.ts';

/** A bus from the side, facing left: long and high, with rows of windows. */
export function bus(random: Random): Drawing {
  const isDouble = random.chance(0.25);
  const paint = hsl(random.between(0, 360), random.between(40, 95), random.between(35, 65));
  const trim = random.chance(0.5) ? hsl(0, 0, random.between(75, 98)) : hsl(random.between(0, 360), 70, 30);
  const glass = hsl(random.between(195, 215), random.between(15, 40), random.between(15, 70));
  const length = random.between(150, 190);
  const floor = isDouble ? 100 : 76;
  const windows = random.integer(4, 7);
  const step = (length - 34) / windows;
  const row = (y: number, from: number): string =>
    [...Array(windows).keys()]
      .filter((i) => i >= from)
      .map((i) => rect(30 + i * step, y, step * 0.82, 18, glass, 2))
      .join('');
  const wheel = (x: number): string =>
    ring(x, floor, 10, hsl(0, 0, 8), 1, hsl(0, 0, 12)) + ellipse(x, floor, 4.5, 4.5, hsl(0, 0, 65));
  const body = [
    rect(6, 8, length, floor - 6, paint, 6),
    rect(6, floor - random.between(14, 24), length, random.between(5, 10), trim),
    row(18, 0),
    isDouble ? row(48, 1) : '',
    rect(6, isDouble ? 46 : 16, 7, 26, glass, 2),
    rect(15, floor - 50, 12, 46, glass, 2) + rect(20.3, floor - 50, 1.4, 46, paint),
    rect(24, 9, length * 0.3, 5, hsl(0, 0, 10), 1),
    rect(6, floor - 8, 5, 5, hsl(50, 90, 75), 2),
    rect(6, floor - 2, length, 5, 'rgba(0,0,0,0.5)', 2),
    wheel(44),
    wheel(length - 28),
    random.chance(0.3) ? wheel(length - 52) : '',
  ];
  return { width: length + 12, height: floor + 16, body: body.join('') };
}
