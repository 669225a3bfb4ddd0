import type { Random } from '../random.ts';
import { type Drawing, ellipse, hsl, polygon, rect } from '../svg.ts';

/** A thing that is none of the classes: tree, bush, post, crate, sign, rock, cloud or cone. It may hide objects. */
export function clutter(random: Random): Drawing {
  return random.pick([tree, bush, post, crate, sign, rock, cloud, cone])(random);
}

function tree(random: Random): Drawing {
  const leaf = hsl(random.between(70, 150), random.between(25, 60), random.between(18, 45));
  const trunk = rect(44, 70, random.between(8, 14), 70, hsl(28, 40, 25), 2);
  if (random.chance(0.4)) {
    return {
      width: 100,
      height: 140,
      body:
        trunk +
        polygon(
          [
            [50, 4],
            [88, 96],
            [12, 96],
          ],
          leaf,
        ),
    };
  }
  const crown = [...Array(6).keys()].map(() => ellipse(random.between(30, 70), random.between(26, 70), 24, 22, leaf));
  return { width: 100, height: 140, body: trunk + crown.join('') };
}

function bush(random: Random): Drawing {
  const leaf = (): string => hsl(random.between(70, 150), random.between(25, 60), random.between(18, 45));
  const blobs = [...Array(7).keys()].map((i) =>
    ellipse(18 + i * 14, random.between(32, 46), 18, random.between(14, 24), leaf()),
  );
  return { width: 120, height: 66, body: blobs.join('') };
}

function post(random: Random): Drawing {
  return { width: 12, height: 160, body: rect(2, 2, random.between(4, 8), 156, hsl(0, 0, random.between(20, 75)), 2) };
}

function crate(random: Random): Drawing {
  const hue = random.between(20, 45);
  const planks = [0, 1, 2, 3].map((i) => rect(4, 5 + i * 18, 82, 15, hsl(hue, 45, random.between(30, 55))));
  return { width: 90, height: 80, body: rect(2, 2, 86, 76, hsl(hue, 40, 22)) + planks.join('') };
}

function sign(random: Random): Drawing {
  const paint = hsl(random.between(0, 360), 75, random.between(35, 60));
  return {
    width: 60,
    height: 130,
    body: rect(27, 40, 6, 88, hsl(0, 0, 55)) + rect(6, 6, 48, 40, paint, 6) + rect(12, 20, 36, 8, hsl(0, 0, 95)),
  };
}

function rock(random: Random): Drawing {
  const grey = hsl(random.between(20, 220), 8, random.between(25, 65));
  return {
    width: 100,
    height: 64,
    body: polygon(
      [
        [6, 58],
        [20, 24],
        [46, random.between(6, 18)],
        [80, 22],
        [94, 58],
      ],
      grey,
    ),
  };
}

function cloud(random: Random): Drawing {
  const white = `rgba(255,255,255,${random.between(0.6, 0.95).toFixed(2)})`;
  const puffs = [...Array(5).keys()].map((i) =>
    ellipse(30 + i * 20, random.between(26, 40), 24, random.between(12, 20), white),
  );
  return { width: 140, height: 66, body: puffs.join('') };
}

function cone(random: Random): Drawing {
  const paint = hsl(random.between(10, 28), 90, 52);
  return {
    width: 50,
    height: 64,
    body:
      polygon(
        [
          [25, 4],
          [40, 56],
          [10, 56],
        ],
        paint,
      ) +
      rect(17, 28, 16, 8, hsl(0, 0, 95)) +
      rect(3, 54, 44, 7, paint, 2),
  };
}
