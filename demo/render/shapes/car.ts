import type { Random } from '../random.ts';
import { type Drawing, ellipse, hsl, path, rect, ring } from '../svg.ts';

/** Where roof and bonnet lie, for each kind of car: x of the windscreen's foot, roof's start and end, rear window's foot. */
const KINDS = [
  [24, 44, 88, 112],
  [12, 26, 92, 114],
  [8, 16, 84, 104],
  [20, 36, 70, 78],
  [44, 62, 92, 112],
] as const;

/** A car from the side, facing left. */
export function car(random: Random): Drawing {
  const [foot, roofStart, roofEnd, rear] = random.pick(KINDS);
  const isGrey = random.chance(0.35);
  const paint = hsl(
    random.between(0, 360),
    isGrey ? random.between(0, 10) : random.between(45, 95),
    isGrey ? random.between(12, 92) : random.between(28, 62),
  );
  const glass = hsl(random.between(190, 220), random.between(15, 45), random.between(18, 72));
  const roof = random.between(8, 15);
  const belt = random.between(30, 34);
  const floor = 56;
  const radius = random.between(9, 11.5);
  const pillar = roofStart + (roofEnd - roofStart) * random.between(0.4, 0.6);
  const wheel = (x: number): string =>
    ring(x, floor, radius, hsl(0, 0, 10), 1, hsl(0, 0, 12)) +
    ellipse(x, floor, radius * 0.5, radius * 0.5, hsl(0, 0, random.between(45, 85)));
  const cabin = (inset: number, fill: string): string =>
    path(
      `M${foot + inset * 1.6} ${belt} L${roofStart + inset * 0.6} ${roof + inset} L${roofEnd - inset * 0.6} ${roof + inset} L${rear - inset * 1.6} ${belt} Z`,
      fill,
    );
  const body = [
    cabin(0, paint),
    path(
      `M4 ${floor} L4 ${belt + 8} Q5 ${belt + 1} ${foot} ${belt - 1} L${rear} ${belt - 1} Q126 ${belt} 127 ${belt + 9} L127 ${floor} Z`,
      paint,
    ),
    cabin(3.5, glass),
    rect(pillar - 2, roof + 2, 4, belt - roof, paint),
    rect(pillar - 0.6, belt, 1.2, floor - belt - 3, 'rgba(0,0,0,0.35)'),
    rect(3, belt + 9, 8, 5, hsl(50, 90, 75), 2),
    rect(120, belt + 9, 7, 5, hsl(0, 90, 45), 2),
    rect(4, floor - 4, 123, 5, 'rgba(0,0,0,0.45)', 2),
    wheel(random.between(26, 31)),
    wheel(random.between(98, 104)),
  ];
  return { width: 131, height: 70, body: body.join('') };
}
