import type { Random } from '../random.ts';
import { type Drawing, ellipse, hsl, line, path, polygon } from '../svg.ts';

/**
 * A bird, flying or standing, facing left.
 *
 * @param phase - 0..1, where in its beat the wing is
 */
export function bird(random: Random, phase: number): Drawing {
  const isPale = random.chance(0.3);
  const hue = random.between(0, 360);
  const plumage = hsl(
    hue,
    isPale ? 8 : random.between(20, 85),
    isPale ? random.between(75, 96) : random.between(15, 60),
  );
  const wing = hsl(hue + random.between(-30, 30), random.between(10, 70), random.between(10, 60));
  const belly = hsl(random.between(0, 60), random.between(10, 80), random.between(50, 90));
  const beak = hsl(random.between(28, 50), 95, 50);
  const isFlying = random.chance(0.7);
  const plump = random.between(11, 16);
  const reach = random.between(34, 46);
  const beat = Math.sin(phase * 2 * Math.PI);
  const wingAt = (x: number, lift: number, colour: string): string =>
    path(
      `M${x - 12} 56 Q${x - 4} ${56 - lift * 0.7} ${x + 12} ${56 - lift} Q${x + 14} ${56 - lift * 0.35} ${x + 16} 60 Z`,
      colour,
    );
  const body = [
    isFlying ? wingAt(64, reach * (beat * 0.75 + 0.25), wing) : '',
    isFlying
      ? ''
      : line(
          [
            [54, 68],
            [54, 86],
            [49, 87],
          ],
          beak,
          2.5,
        ) +
        line(
          [
            [61, 68],
            [61, 86],
            [56, 87],
          ],
          beak,
          2.5,
        ),
    polygon(
      [
        [76, 56],
        [random.between(98, 110), random.between(48, 56)],
        [random.between(98, 108), random.between(60, 68)],
        [78, 64],
      ],
      wing,
    ),
    ellipse(58, 60, 25, plump, plumage),
    ellipse(52, 60 + plump * 0.4, 16, plump * 0.55, belly),
    ellipse(35, 50, 11, 10.5, plumage),
    polygon(
      [
        [27, 47],
        [27, 54],
        [random.between(12, 18), 52],
      ],
      beak,
    ),
    ellipse(32, 48, 2.4, 2.4, hsl(0, 0, 5)),
    isFlying ? wingAt(56, reach * beat, wing) : ellipse(64, 57, 17, plump * 0.55, wing),
  ];
  return { width: 122, height: 116, body: body.join('') };
}
