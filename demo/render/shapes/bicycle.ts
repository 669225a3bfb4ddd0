import type { Random } from '../random.ts';
import { along, type Drawing, hsl, line, type Point, ring } from '../svg.ts';

/** A bicycle from the side, without a rider. */
export function bicycle(random: Random, phase: number): Drawing {
  const frame = hsl(random.between(0, 360), random.between(40, 95), random.between(25, 65));
  const tyre = hsl(0, 0, random.between(5, 25));
  const radius = random.between(20, 25);
  const width = random.between(3.6, 5.5);
  const rear: Point = [32, 74];
  const front: Point = [random.between(94, 102), 74];
  const crank: Point = [random.between(58, 63), 74];
  const seat: Point = [52, random.between(36, 44)];
  const head: Point = [front[0] - 12, random.between(36, 42)];
  const isStep = random.chance(0.35);
  const spokes = [...Array(8).keys()].flatMap((i) =>
    [rear, front].map((hub) => line([hub, along(hub, i * 45 + phase * 45, radius)], hsl(0, 0, 60), 1)),
  );
  const disc = `rgba(150,150,160,${random.between(0.1, 0.3).toFixed(2)})`;
  const top: Point = isStep ? [seat[0] + 3, seat[1] + 16] : [seat[0] + 2, seat[1] + 8];
  const body = [
    ring(...rear, radius, tyre, width, disc),
    ring(...front, radius, tyre, width, disc),
    ...spokes,
    line([rear, crank, [head[0], head[1] + 8], top, rear], frame, width),
    line([crank, seat], frame, width),
    line([front, head, [head[0] - 2, head[1] - 8]], frame, width),
    line(
      [
        [head[0] - 2, head[1] - 8],
        [head[0] + random.between(4, 10), head[1] - random.between(6, 12)],
      ],
      tyre,
      4,
    ),
    line(
      [
        [seat[0] - 8, seat[1]],
        [seat[0] + 8, seat[1]],
      ],
      tyre,
      6,
    ),
    line([along(crank, phase * 360, 10), along(crank, phase * 360 + 180, 10)], tyre, 3),
    random.chance(0.25)
      ? line(
          [
            [rear[0] - 12, rear[1] - 28],
            [seat[0] - 6, rear[1] - 28],
          ],
          tyre,
          4,
        )
      : '',
  ];
  return { width: 135, height: 110, body: body.join('') };
}
