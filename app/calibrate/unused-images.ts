import { realpath } from 'node:fs/promises';
import type { LabelledImages } from '../../model/evaluation/labelled-image.ts';
import { ConfigError } from '../../shared/errors.ts';
import type { CalibrationFrame } from './calibration-frames.ts';

/**
 * Labelled images without those that a quantisation was made of: a figure from these says nothing of others.
 *
 * @throws {ConfigError} `CONFIG_INVALID` when none is left
 */
export async function unusedImages(
  labelled: LabelledImages,
  used: readonly Pick<CalibrationFrame, 'file'>[],
): Promise<LabelledImages> {
  const files = new Set(await Promise.all(used.flatMap(({ file }) => (file === null ? [] : [realpath(file)]))));
  const places = await Promise.all(labelled.images.map(({ path }) => realpath(path).catch(() => path)));
  const images = labelled.images.filter((_, index) => !files.has(places[index]!));
  if (images.length > 0) return { ...labelled, images };
  throw new ConfigError(
    'CONFIG_INVALID',
    'Expected `--images` to hold some that are not calibrated on, got none. Give `--calibrate` others, or take fewer with `--frames`.',
  );
}
