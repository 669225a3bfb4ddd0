import type { Random } from '../random.ts';
import { along, type Drawing, ellipse, hsl, line, type Point, polygon, rect } from '../svg.ts';

/**
 * A dog from the side, facing left.
 *
 * @param phase - 0..1, where in the trot the legs are
 */
export function dog(random: Random, phase: number): Drawing {
  const lightness = random.between(10, 85);
  const hue = random.between(20, 42);
  const saturation = random.between(5, 65);
  const coat = hsl(hue, saturation, lightness);
  const shade = hsl(hue, saturation, lightness * 0.72);
  const length = random.between(46, 66);
  const legs = random.between(20, 32);
  const depth = random.between(20, 27);
  const bodyY = 44;
  const swing = Math.sin(phase * 2 * Math.PI) * random.between(5, 26);
  const leg = (x: number, angle: number, colour: string): string => {
    const knee = along([x, bodyY + depth * 0.5], angle, legs * 0.5);
    return line([[x, bodyY + depth * 0.5], knee, along(knee, angle * 0.4, legs * 0.55)], colour, 7.5);
  };
  const front = 40;
  const back = front + length - 10;
  const nape: Point = [front - 14, bodyY - random.between(10, 18)];
  const tail: Point = [back + 7, bodyY + 3];
  const tip = along(tail, random.between(60, 170), random.between(16, 26));
  const ear = random.chance(0.5)
    ? polygon(
        [
          [nape[0] + 1, nape[1] - 8],
          [nape[0] + 9, nape[1] - 3],
          [nape[0] + 7, nape[1] - 20],
        ],
        shade,
      )
    : ellipse(nape[0] + 8, nape[1] + 2, 4.5, 10, shade);
  const body = [
    line([tail, [(tail[0] + tip[0]) / 2 + 3, (tail[1] + tip[1]) / 2 + 2], tip], coat, 6),
    leg(front + 5, -swing, shade),
    leg(back - 4, swing, shade),
    rect(front - 8, bodyY, length + 8, depth, coat, depth / 2),
    line([[front, bodyY + 9], nape], coat, 16),
    leg(front, swing, coat),
    leg(back, -swing, coat),
    ellipse(nape[0], nape[1], 12, 10.5, coat),
    rect(nape[0] - random.between(21, 26), nape[1] - 3, 22, 10.5, coat, 5),
    ellipse(nape[0] - 21, nape[1] - 1, 3.2, 3, hsl(0, 0, 8)),
    ellipse(nape[0] - 4, nape[1] - 3, 1.8, 1.8, hsl(0, 0, 5)),
    ear,
    random.chance(0.5)
      ? line(
          [
            [front - 10, bodyY - 1],
            [front - 1, bodyY + 8],
          ],
          hsl(random.between(0, 360), 85, 45),
          4,
        )
      : '',
    random.chance(0.3) ? ellipse(back - 16, bodyY + 8, 11, 7, shade) : '',
  ];
  return { width: 145, height: 125, body: body.join('') };
}
