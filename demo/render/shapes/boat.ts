import type { Random } from '../random.ts';
import { type Drawing, hsl, line, path, polygon, rect, ring } from '../svg.ts';

/** A boat from the side: with sails, or with a cabin and a funnel. */
export function boat(random: Random): Drawing {
  const hull = hsl(random.between(0, 360), random.between(10, 90), random.between(20, 85));
  const stripe = hsl(random.between(0, 360), 70, random.between(30, 90));
  const wood = hsl(30, 45, random.between(25, 45));
  const bow = random.between(4, 16);
  const deck = 112;
  const draught = random.between(18, 26);
  const hullPath = path(
    `M${bow} ${deck} L136 ${deck} Q136 ${deck + draught * 0.7} 120 ${deck + draught} L36 ${deck + draught} Q20 ${deck + draught} ${bow} ${deck} Z`,
    hull,
  );
  const rig = random.chance(0.6) ? sails(random, wood, deck) : cabin(random, stripe, deck);
  const body = [rig, hullPath, rect(bow + 6, deck + 5, 126 - bow, 4, stripe, 2)];
  return { width: 142, height: 144, body: body.join('') };
}

function sails(random: Random, wood: string, deck: number): string {
  const top = random.between(8, 36);
  const cloth = random.chance(0.6) ? hsl(0, 0, random.between(82, 98)) : hsl(random.between(0, 360), 75, 55);
  const mast = random.between(62, 76);
  return [
    line(
      [
        [mast, deck],
        [mast, top - 4],
      ],
      wood,
      4,
    ),
    polygon(
      [
        [mast + 4, top],
        [mast + 4, deck - 8],
        [random.between(112, 130), deck - 8],
      ],
      cloth,
    ),
    polygon(
      [
        [mast - 4, top + random.between(4, 16)],
        [mast - 4, deck - 8],
        [random.between(18, 36), deck - 8],
      ],
      cloth,
    ),
  ].join('');
}

function cabin(random: Random, stripe: string, deck: number): string {
  const white = hsl(0, 0, random.between(78, 97));
  const height = random.between(26, 36);
  const windows = [56, 76, 96]
    .map((x) => ring(x, deck - height * 0.55, 5.5, hsl(210, 20, 35), 2, hsl(200, 45, 60)))
    .join('');
  const funnel = rect(random.between(84, 100), deck - height - 24, 14, 28, stripe, 2);
  return [
    funnel,
    rect(random.between(50, 60), deck - height - 13, 26, 16, white, 3),
    rect(42, deck - height, 70, height + 2, white, 5),
    windows,
    line(
      [
        [24, deck],
        [24, deck - 26],
      ],
      hsl(0, 0, 35),
      2.5,
    ),
  ].join('');
}
