import sharp from 'sharp';
import type { Random } from './random.ts';
import { ellipse, hsl, line, type Point, polygon, rect, svgOf } from './svg.ts';

/** Side of a background in its own pixels; pictures take a cut of it. */
export const BACKGROUND_SIDE = 512;

/** An empty place, 8-bit RGB, BACKGROUND_SIDE × BACKGROUND_SIDE, row-major. */
export type Background = Uint8Array;

/** Draws a street, a field, water, a room, a sky or plain shapes. */
export async function backgroundOf(random: Random): Promise<Background> {
  const place = random.pick([street, field, water, room, sky, shapes]);
  const drawing = { width: BACKGROUND_SIDE, height: BACKGROUND_SIDE, body: place(random) };
  return new Uint8Array(await sharp(svgOf(drawing, 1)).removeAlpha().raw().toBuffer());
}

function gradient(id: string, top: string, bottom: string, y: number, height: number): string {
  const stops = `<stop offset="0" stop-color="${top}"/><stop offset="1" stop-color="${bottom}"/>`;
  return `<linearGradient id="${id}" x1="0" y1="0" x2="0" y2="1">${stops}</linearGradient>${rect(0, y, BACKGROUND_SIDE, height, `url(#${id})`)}`;
}

function air(random: Random, height: number): string {
  const hue = random.chance(0.8) ? random.between(195, 225) : random.between(10, 50);
  return gradient(
    'air',
    hsl(hue, random.between(10, 70), random.between(35, 75)),
    hsl(hue, random.between(10, 50), random.between(65, 92)),
    0,
    height,
  );
}

function street(random: Random): string {
  const horizon = random.between(150, 300);
  const houses = [...Array(random.integer(3, 9)).keys()].map(() => {
    const [x, width, height] = [random.between(-40, 500), random.between(40, 120), random.between(40, 180)];
    return rect(
      x,
      horizon - height,
      width,
      height,
      hsl(random.between(0, 360), random.between(3, 25), random.between(25, 75)),
    );
  });
  const road = gradient(
    'road',
    hsl(220, random.between(0, 8), random.between(30, 60)),
    hsl(220, 5, random.between(25, 50)),
    horizon,
    BACKGROUND_SIDE - horizon,
  );
  const lanes = [...Array(random.integer(0, 3)).keys()].map(() => {
    const y = random.between(horizon + 15, 505);
    return [...Array(9).keys()].map((i) => rect(i * 62 - 10, y, 34, 4, hsl(45, 10, 82))).join('');
  });
  return air(random, horizon) + houses.join('') + road + lanes.join('');
}

function field(random: Random): string {
  const horizon = random.between(130, 290);
  const hue = random.between(50, 135);
  const hills = [...Array(random.integer(1, 4)).keys()].map(() =>
    ellipse(
      random.between(0, 512),
      horizon + 20,
      random.between(90, 260),
      random.between(30, 110),
      hsl(hue + random.between(-20, 30), random.between(10, 45), random.between(30, 60)),
    ),
  );
  const ground = gradient(
    'ground',
    hsl(hue, random.between(15, 50), random.between(40, 65)),
    hsl(hue, random.between(20, 55), random.between(22, 45)),
    horizon,
    BACKGROUND_SIDE - horizon,
  );
  const blades = [...Array(60).keys()].map(() => {
    const [x, y] = [random.between(0, 512), random.between(horizon + 10, 512)];
    return line(
      [
        [x, y],
        [x + random.between(-4, 4), y - random.between(4, 11)],
      ],
      hsl(hue, 40, random.between(20, 55)),
      2,
    );
  });
  return air(random, horizon) + hills.join('') + ground + blades.join('');
}

function water(random: Random): string {
  const horizon = random.between(110, 260);
  const hue = random.between(170, 225);
  const sea = gradient(
    'sea',
    hsl(hue, random.between(20, 60), random.between(45, 70)),
    hsl(hue, random.between(30, 70), random.between(20, 45)),
    horizon,
    BACKGROUND_SIDE - horizon,
  );
  const waves = [...Array(40).keys()].map(() => {
    const [x, y, reach] = [random.between(0, 512), random.between(horizon + 4, 512), random.between(8, 40)];
    return line(
      [
        [x, y],
        [x + reach / 2, y - 3],
        [x + reach, y],
      ],
      hsl(hue, 30, random.between(55, 88)),
      2,
    );
  });
  return air(random, horizon) + sea + waves.join('');
}

function room(random: Random): string {
  const floor = random.between(280, 420);
  const hue = random.between(0, 360);
  const wall = gradient(
    'wall',
    hsl(hue, random.between(3, 35), random.between(50, 90)),
    hsl(hue, random.between(3, 35), random.between(40, 80)),
    0,
    floor,
  );
  const ground = gradient(
    'floor',
    hsl(random.between(15, 45), 30, random.between(30, 60)),
    hsl(random.between(15, 45), 35, random.between(20, 45)),
    floor,
    BACKGROUND_SIDE - floor,
  );
  const frames = [...Array(random.integer(0, 4)).keys()].map(() => {
    const [x, y, w, h] = [
      random.between(10, 430),
      random.between(20, 200),
      random.between(40, 110),
      random.between(40, 100),
    ];
    return (
      rect(x - 5, y - 5, w + 10, h + 10, hsl(30, 30, random.between(15, 60))) +
      rect(x, y, w, h, hsl(random.between(0, 360), 30, random.between(40, 85)))
    );
  });
  const shelves = [...Array(random.integer(0, 3)).keys()].map(() =>
    rect(
      random.between(-40, 200),
      random.between(120, floor),
      random.between(150, 420),
      10,
      hsl(28, 40, random.between(20, 50)),
    ),
  );
  return wall + ground + frames.join('') + shelves.join('');
}

function sky(random: Random): string {
  const puffs = [...Array(random.integer(2, 14)).keys()].map(() =>
    ellipse(
      random.between(0, 512),
      random.between(0, 512),
      random.between(20, 90),
      random.between(8, 30),
      `rgba(255,255,255,${random.between(0.2, 0.7).toFixed(2)})`,
    ),
  );
  return air(random, BACKGROUND_SIDE) + puffs.join('');
}

function shapes(random: Random): string {
  const paint = (): string => hsl(random.between(0, 360), random.between(5, 55), random.between(20, 85));
  const corner = (): Point => [random.between(-40, 552), random.between(-40, 552)];
  const pieces = [...Array(random.integer(5, 22)).keys()].map(() =>
    random.pick([
      () => polygon([corner(), corner(), corner()], paint()),
      () => rect(...corner(), random.between(15, 150), random.between(15, 150), paint()),
      () => ellipse(...corner(), random.between(10, 90), random.between(10, 90), paint()),
      () => line([corner(), corner()], paint(), random.between(2, 14)),
    ])(),
  );
  return rect(0, 0, BACKGROUND_SIDE, BACKGROUND_SIDE, paint()) + pieces.join('');
}
