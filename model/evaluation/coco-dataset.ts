import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError, InputError, messageOf } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { type CocoLabels, parseCocoLabels } from './coco-labels.ts';
import { imageFiles } from './image-files.ts';
import type { LabelledImage, LabelledImages, LabelledObject } from './labelled-image.ts';
import { sharedClasses, unknownNames } from './shared-classes.ts';

/**
 * A folder of images with the labels of a COCO file: the images that the file lists are scored, no others.
 *
 * @param names - other names for the categories, by ascending category id; `null`: those of the file
 * @throws {InputError} `INPUT_NOT_FOUND` without images or when a listed one is missing, `INPUT_UNREADABLE` for a bad file
 * @throws {ConfigError} `CONFIG_INVALID` when names and categories differ in number, or names and model share no class
 */
export async function cocoDataset(
  paths: { readonly images: string; readonly labels: string },
  labels: readonly string[],
  names: { readonly file: string; readonly names: readonly string[] } | null,
): Promise<LabelledImages> {
  const coco = parseCocoLabels(await textOf(paths.labels), paths.labels);
  const list = namesOf(coco, paths.labels, names);
  const shared = sharedClasses(list, labels, names?.file ?? paths.labels);
  const classIds = new Map(coco.categories.map((category, index) => [category.id, shared[index] ?? null]));
  const files = new Set(await imageFiles(paths.images));
  const missing = coco.images.filter(({ file_name }) => !files.has(file_name));
  if (missing.length > 0) {
    throw new InputError(
      'INPUT_NOT_FOUND',
      `Expected \`${paths.images}\` to hold the ${coco.images.length} images of \`${paths.labels}\`, got none of the name \`${missing[0]!.file_name}\`${missing.length > 1 ? ` (and ${missing.length - 1} more are missing)` : ''}.`,
    );
  }
  const objects = objectsByImage(coco, classIds);
  const images = coco.images
    .toSorted((a, b) => (a.file_name < b.file_name ? -1 : 1))
    .map((image): LabelledImage => {
      const path = join(paths.images, image.file_name);
      const objectsIn = (source: Size) => {
        requireSize(path, source, { width: image.width ?? source.width, height: image.height ?? source.height });
        return objects.get(image.id) ?? [];
      };
      return { file: image.file_name, path, objectsIn };
    });
  const remarks = unknownNames(list, shared);
  const unlisted = files.size - images.length;
  if (unlisted > 0) remarks.push(`${unlisted} images of the folder are not in the labels: they are left out.`);
  return { images, sharedClassIds: new Set(shared.filter((classId) => classId !== null)), remarks };
}

function namesOf(
  { categories }: CocoLabels,
  file: string,
  names: { readonly file: string; readonly names: readonly string[] } | null,
): readonly string[] {
  if (names === null) return categories.map(({ name }) => name);
  if (names.names.length === categories.length) return names.names;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`${names.file}\` to name the ${categories.length} categories of \`${file}\`, got ${names.names.length} names.`,
  );
}

function objectsByImage({ annotations }: CocoLabels, classIds: ReadonlyMap<number, number | null>) {
  const objects = new Map<number, LabelledObject[]>();
  for (const { image_id, category_id, bbox, iscrowd, ignore } of annotations) {
    const classId = classIds.get(category_id) ?? null;
    if (classId === null) continue;
    const [x, y, w, h] = bbox;
    const object = { classId, box: [x, y, x + w, y + h] as const, isCrowd: iscrowd, isIgnored: ignore };
    objects.set(image_id, [...(objects.get(image_id) ?? []), object]);
  }
  return objects;
}

function requireSize(path: string, source: Size, declared: Size): void {
  if (source.width === declared.width && source.height === declared.height) return;
  throw new InputError(
    'INPUT_UNREADABLE',
    `Expected \`${path}\` to be ${declared.width}×${declared.height} as its labels say, got ${source.width}×${source.height}.`,
  );
}

async function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      error.code === 'ENOENT' ? 'INPUT_NOT_FOUND' : 'INPUT_UNREADABLE',
      `Expected \`--labels\` to be a folder of label files or a COCO file .json, got \`${path}\`: ${messageOf(error)}.`,
      { cause: error },
    );
  });
}
