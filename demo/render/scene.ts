import { paintBackdrop, viewOf } from './backdrop.ts';
import { type Canvas, draw, newCanvas, type Placement } from './canvas.ts';
import type { Random } from './random.ts';
import type { Sprite } from './sprite.ts';
import type { Studio } from './studio.ts';
import { type DrawnObject, type TruthObject, truthOf } from './truth.ts';
import { expose, weatherOf } from './weather.ts';

/** A finished picture and what is in it. */
export interface Scene {
  readonly canvas: Canvas;
  readonly truth: readonly TruthObject[];
}

interface Item {
  readonly sprite: Sprite;
  readonly place: Placement;
  /** `null`: clutter, which is no object. */
  readonly classId: number | null;
}

/** Horizontal factors that a stretch to a square gives to pictures of 1:1, 4:3 and 16:9. */
const SQUEEZES = [1, 0.75, 0.5625] as const;

/** Composes one square picture: a place, clutter, one to eight objects, and the weather over all of it. */
export function composeScene(studio: Studio, random: Random, size: number): Scene {
  const canvas = newCanvas(size, size);
  paintBackdrop(canvas, random.pick(studio.backgrounds), viewOf(random), random.fork('texture'));
  const drawn: DrawnObject[] = [];
  itemsOf(studio, random, size).forEach(({ sprite, place, classId }, i) => {
    const coveredPixels = draw(canvas, sprite, place, i + 1);
    if (classId !== null) drawn.push({ item: i + 1, classId, trackId: drawn.length + 1, coveredPixels });
  });
  const truth = truthOf(canvas, drawn);
  expose(canvas, weatherOf(random), random.fork('noise'));
  return { canvas, truth };
}

/** What stands in the picture, from back to front. */
function itemsOf(studio: Studio, random: Random, size: number): Item[] {
  const squeeze = random.pick(SQUEEZES);
  const items: Item[] = [];
  const wanted = random.integer(2, 8);
  const add = (sprite: Sprite, classId: number | null, largest: number): void => {
    for (let attempt = 0; attempt < 12; attempt++) {
      const side = random.logBetween(0.05, largest) * size;
      const place = placementOf(sprite, random, size, side, squeeze);
      const overlap = random.chance(0.25) ? 0.4 : 0.08;
      if (items.some((other) => overlapOf(other.place, place) > overlap)) continue;
      items.push({ sprite, place, classId });
      return;
    }
  };
  for (let i = random.integer(0, 3); i > 0; i--) add(random.pick(studio.clutter), null, 0.35);
  for (let i = 0; i < wanted; i++) {
    const classId = random.integer(0, studio.looks.length - 1);
    add(random.pick(random.pick(studio.looks[classId]!)), classId, wanted < 4 ? 0.75 : 0.5);
  }
  return items.sort((a, b) => bottomOf(a.place) - bottomOf(b.place));
}

function placementOf(sprite: Sprite, random: Random, size: number, side: number, squeeze: number): Placement {
  const { width, height } = sprite.levels[0]!;
  const aspect = Math.sqrt((width / height) * random.between(0.9, 1.1));
  // Squeezed, it covers `side`² whatever the squeeze.
  const length = side / Math.sqrt(squeeze);
  const isCut = random.chance(0.1);
  const [halfWidth, halfHeight] = [(length * aspect * squeeze) / 2, length / aspect / 2];
  const within = (half: number): number => {
    const margin = isCut ? half * 0.4 : half;
    return margin * 2 < size ? random.between(margin, size - margin) : size / 2;
  };
  return {
    x: within(halfWidth),
    y: within(halfHeight),
    width: length * aspect,
    height: length / aspect,
    degrees: random.between(-9, 9),
    isMirrored: random.chance(0.5),
    squeeze,
    light: random.between(0.8, 1.15),
  };
}

/** How much of the smaller of two boxes the other one covers, 0..1; turns are left out. */
function overlapOf(a: Placement, b: Placement): number {
  const across =
    Math.min(a.x + halfWidthOf(a), b.x + halfWidthOf(b)) - Math.max(a.x - halfWidthOf(a), b.x - halfWidthOf(b));
  const down = Math.min(bottomOf(a), bottomOf(b)) - Math.max(a.y - a.height / 2, b.y - b.height / 2);
  if (across <= 0 || down <= 0) return 0;
  return (across * down) / Math.min(4 * halfWidthOf(a) * (a.height / 2), 4 * halfWidthOf(b) * (b.height / 2));
}

function halfWidthOf(place: Placement): number {
  return (place.width * place.squeeze) / 2;
}

function bottomOf(place: Placement): number {
  return place.y + place.height / 2;
}
