import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { InputError } from '../../shared/errors.ts';
import { imageFiles } from './image-files.ts';
import type { LabelledImage, LabelledImages } from './labelled-image.ts';
import { sharedClasses, unknownNames } from './shared-classes.ts';
import { cornersOf, parseYoloLabels } from './yolo-labels.ts';

/**
 * A folder of images with darknet's label files: `a/b.jpg` has `a/b.txt` in the labels' folder. An image without a label
 * file counts as one without objects, as darknet and ultralytics take it.
 *
 * @param names - the list that the labels follow; `null`: the model's own
 * @throws {InputError} `INPUT_NOT_FOUND` without images or without any label file, `INPUT_UNREADABLE` for a malformed line
 * @throws {ConfigError} `CONFIG_INVALID` when names and model share no class
 */
export async function yoloDataset(
  folders: { readonly images: string; readonly labels: string },
  labels: readonly string[],
  names: { readonly file: string; readonly names: readonly string[] } | null,
): Promise<LabelledImages> {
  const list = names?.names ?? labels;
  const shared = names ? sharedClasses(list, labels, names.file) : labels.map((_, classId) => classId);
  const files = await imageFiles(folders.images);
  await requireFolder(folders.labels);
  let missing = 0;
  const images: LabelledImage[] = [];
  for (const file of files) {
    const labelFile = join(folders.labels, `${file.slice(0, -extname(file).length)}.txt`);
    const text = await textOf(labelFile);
    if (text === null) missing++;
    const found = parseYoloLabels(text ?? '', labelFile, list.length).flatMap(({ classId, box }) => {
      const own = shared[classId] ?? null;
      return own === null ? [] : [{ classId: own, box }];
    });
    images.push({
      file,
      path: join(folders.images, file),
      objectsIn: (source) =>
        found.map(({ classId, box }) => ({
          classId,
          box: cornersOf(box, source),
          isCrowd: false,
          isIgnored: false,
        })),
    });
  }
  if (missing === images.length) {
    throw new InputError(
      'INPUT_NOT_FOUND',
      `Expected \`${folders.labels}\` to hold label files named after the images (\`${images[0]!.file}\` with \`.txt\`), got none.`,
    );
  }
  const remarks = unknownNames(list, shared);
  if (missing > 0) remarks.push(`${missing} of ${images.length} images have no label file: they count as empty.`);
  return { images, sharedClassIds: new Set(shared.filter((classId) => classId !== null)), remarks };
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new InputError('INPUT_UNREADABLE', `Expected \`${path}\` to be a label file, got ${error.message}.`, {
      cause: error,
    });
  });
}

async function requireFolder(path: string): Promise<void> {
  const stats = await stat(path).catch(() => null);
  if (stats?.isDirectory()) return;
  throw new InputError(
    'INPUT_NOT_FOUND',
    `Expected \`--labels\` to be a folder of label files or a COCO file .json, got \`${path}\`, which is ${stats ? 'neither' : 'not there'}.`,
  );
}
