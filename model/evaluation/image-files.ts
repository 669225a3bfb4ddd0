import { stat } from 'node:fs/promises';
import { glob } from 'tinyglobby';
import { InputError } from '../../shared/errors.ts';

const IMAGE_EXTENSIONS = ['jpg', 'jpeg', 'png', 'webp', 'bmp', 'gif', 'tif', 'tiff', 'avif', 'heic'];

/**
 * The images of a folder, searched to the bottom, as paths inside it; sorted.
 *
 * @throws {InputError} `INPUT_NOT_FOUND` when it is no folder or holds none
 */
export async function imageFiles(folder: string): Promise<string[]> {
  const stats = await stat(folder).catch(() => null);
  const files = stats?.isDirectory()
    ? await glob(`**/*.{${IMAGE_EXTENSIONS.join(',')}}`, { cwd: folder, onlyFiles: true, caseSensitiveMatch: false })
    : [];
  if (files.length > 0) return files.sort();
  const got = stats === null ? 'which is not there' : stats.isDirectory() ? 'which holds none' : 'which is a file';
  throw new InputError(
    'INPUT_NOT_FOUND',
    `Expected a folder of images (${IMAGE_EXTENSIONS.join(', ')}), got \`${folder}\`, ${got}.`,
  );
}
