import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { LabelledObject } from '../../model/evaluation/labelled-image.ts';
import { InputError } from '../../shared/errors.ts';

/** Objects that are smaller (longer side) or show less are to be ignored. */
const MIN_SIDE_PIXELS = 16;
const MIN_VISIBILITY = 0.5;

const rowSchema = z.tuple([
  z.number().int().min(1), // frame, from 1
  z.number().int().min(1), // track
  z.number(), // left, the first pixel is 1
  z.number(), // top
  z.number().positive(), // width
  z.number().positive(), // height
  z.literal([0, 1]), // whether it counts
  z.number().int().min(1), // class, from 1
  z.number().min(0).max(1), // visibility
]);

/**
 * The objects of each frame of a clip, by frame index, from a MOTChallenge file `gt.txt`.
 *
 * Objects that do not count, whose longer side is under 16 pixels or of which less than half shows are crowds: met any
 * number of times, neither right nor wrong.
 *
 * @throws {InputError} `INPUT_UNREADABLE` naming the line
 */
export async function readTruth(path: string): Promise<Map<number, LabelledObject[]>> {
  const frames = new Map<number, LabelledObject[]>();
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  for (const [index, line] of lines.entries()) {
    const row = rowSchema.safeParse(line.split(',').map(Number));
    if (!row.success) {
      throw new InputError(
        'INPUT_UNREADABLE',
        `${path}, line ${index + 1}: expected frame, track, x, y, width, height, 0 or 1, class and visibility, got \`${line}\`.`,
      );
    }
    const [frame, , left, top, width, height, counts, classNumber, visibility] = row.data;
    const isCrowd = counts === 0 || Math.max(width, height) < MIN_SIDE_PIXELS || visibility < MIN_VISIBILITY;
    const box = [left - 1, top - 1, left - 1 + width, top - 1 + height] as const;
    const object = { box, classId: classNumber - 1, isCrowd, isIgnored: false };
    const objects = frames.get(frame - 1);
    if (objects) objects.push(object);
    else frames.set(frame - 1, [object]);
  }
  return frames;
}
