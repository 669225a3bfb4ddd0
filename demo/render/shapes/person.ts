import type { Random } from '../random.ts';
import { along, type Drawing, ellipse, hsl, line, type Point, polygon, rect } from '../svg.ts';

/**
 * A standing, walking or waving person.
 *
 * @param phase - 0..1, where in the step the legs are
 */
export function person(random: Random, phase: number): Drawing {
  const skin = hsl(random.between(15, 32), random.between(30, 60), random.between(28, 78));
  const shirt = hsl(random.between(0, 360), random.between(15, 85), random.between(20, 80));
  const trousers = hsl(random.between(190, 400), random.between(5, 55), random.between(10, 50));
  const hair = hsl(random.between(10, 45), random.between(5, 60), random.between(5, 60));
  const bulk = random.between(0.85, 1.25);
  const legLength = random.between(27, 33);
  const stride = random.between(4, 28);
  const swing = Math.sin(phase * 2 * Math.PI) * stride;
  const isWaving = random.chance(0.12);
  const isSkirted = random.chance(0.2);
  const hasBag = random.chance(0.2);
  const hasHat = random.chance(0.2);
  const hip: Point = [40, 76];
  const limb = (from: Point, upper: number, lower: number, length: number, colour: string, width: number): string => {
    const joint = along(from, upper, length);
    return line([from, joint, along(joint, lower, length)], colour, width);
  };
  const leg = (angle: number, side: number): string => {
    const from: Point = [hip[0] + side * 4 * bulk, hip[1]];
    const knee = along(from, angle, legLength);
    const foot = along(knee, angle * 0.5 - 6, legLength);
    return line([from, knee, foot], trousers, 10 * bulk) + line([foot, [foot[0] + 6, foot[1] + 1]], hsl(20, 20, 15), 7);
  };
  const shoulder: Point = [40, 42];
  const body = [
    limb(shoulder, swing * 1.1, swing * 1.1 + 12, 19, shirt, 8 * bulk),
    leg(-swing, 1),
    leg(swing, -1),
    isSkirted
      ? polygon(
          [
            [32, 66],
            [48, 66],
            [54 + bulk, 98],
            [26 - bulk, 98],
          ],
          trousers,
        )
      : '',
    rect(40 - 12 * bulk, 36, 24 * bulk, 44, shirt, 8),
    rect(36, 30, 8, 10, skin, 2),
    ellipse(40, 23, 9.5, 11.5, skin),
    ellipse(38.5, 17.5, 10, 7.5, hair),
    hasHat ? rect(28, 11, 26, 5, shirt, 2) + rect(32, 4, 16, 9, shirt, 3) : '',
    hasBag ? rect(40 - 21 * bulk, 42, 12, 26, hsl(random.between(0, 360), 50, 30), 4) : '',
    isWaving
      ? limb(shoulder, 140, 175, 19, shirt, 8 * bulk)
      : limb(shoulder, -swing * 1.1, 12 - swing * 1.1, 18, shirt, 8 * bulk),
  ];
  return { width: 90, height: 150, body: body.join('') };
}
