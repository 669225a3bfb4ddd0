import { type Background, backgroundOf } from './background.ts';
import type { Random } from './random.ts';
import { clutter } from './shapes/clutter.ts';
import { DRAWINGS, LABELS } from './shapes/drawings.ts';
import { type Sprite, spriteOf } from './sprite.ts';

/** The sprites and places that the pictures of one seed draw from; an object's look holds one sprite for each pose. */
export interface Studio {
  /** By class id, then by look, then by pose. */
  readonly looks: readonly (readonly (readonly Sprite[])[])[];
  readonly clutter: readonly Sprite[];
  readonly backgrounds: readonly Background[];
}

export interface StudioSize {
  readonly looks: number;
  readonly poses: number;
  readonly clutter: number;
  readonly backgrounds: number;
}

/** Classes whose limbs or wheels move; the others have one pose. */
const MOVING = new Set<string>(['person', 'bicycle', 'dog', 'bird']);

/** Draws everything that a seed's pictures need, each look once. */
export async function openStudio(random: Random, size: StudioSize): Promise<Studio> {
  const looks = [];
  for (const label of LABELS) {
    const ofClass = [];
    for (let look = 0; look < size.looks; look++) {
      const poses = [];
      const count = MOVING.has(label) ? size.poses : 1;
      const offset = random.fork(`${label}-${look}-phase`).next();
      for (let pose = 0; pose < count; pose++) {
        poses.push(await spriteOf(DRAWINGS[label](random.fork(`${label}-${look}`), (offset + pose / count) % 1)));
      }
      ofClass.push(poses);
    }
    looks.push(ofClass);
  }
  const things = [];
  for (let i = 0; i < size.clutter; i++) things.push(await spriteOf(clutter(random.fork(`clutter-${i}`))));
  const backgrounds = [];
  for (let i = 0; i < size.backgrounds; i++) backgrounds.push(await backgroundOf(random.fork(`background-${i}`)));
  return { looks, clutter: things, backgrounds };
}
