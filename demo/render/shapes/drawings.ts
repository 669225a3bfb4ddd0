import type { Random } from '../random.ts';
import type { Drawing } from '../svg.ts';
import { bicycle } from './bicycle.ts';
import { bird } from './bird.ts';
import { boat } from './boat.ts';
import { bottle } from './bottle.ts';
import { bus } from './bus.ts';
import { car } from './car.ts';
import { dog } from './dog.ts';
import { person } from './person.ts';

/** Labels in the order of their class ids; demo/network/demo.names holds the same rows. */
export const LABELS = ['person', 'bicycle', 'car', 'bus', 'dog', 'bird', 'boat', 'bottle'] as const;

/** What draws each class: the look follows from `random`, the pose from `phase` (0..1) where the class moves its limbs. */
export const DRAWINGS: Readonly<Record<(typeof LABELS)[number], (random: Random, phase: number) => Drawing>> = {
  person,
  bicycle,
  car,
  bus,
  dog,
  bird,
  boat,
  bottle,
};
