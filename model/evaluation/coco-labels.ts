import { z } from 'zod';
import { InputError, messageOf } from '../../shared/errors.ts';

const id = z.number().int();
const flag = z.union([z.boolean(), z.number()]).default(0).transform(Boolean);

const cocoSchema = z.object({
  images: z.array(
    z.object({ id, file_name: z.string().min(1), width: id.positive().nullish(), height: id.positive().nullish() }),
  ),
  categories: z.array(z.object({ id, name: z.string().min(1) })).min(1),
  annotations: z.array(
    z.object({
      image_id: id,
      category_id: id,
      /** `[x, y, width, height]` in pixels. */
      bbox: z.tuple([z.number(), z.number(), z.number().min(0), z.number().min(0)]),
      iscrowd: flag,
      ignore: flag,
    }),
  ),
});
export type CocoLabels = z.output<typeof cocoSchema>;

/**
 * The labels of a COCO file ("instances"), its categories by ascending id.
 *
 * @throws {InputError} `INPUT_UNREADABLE` when it is no COCO file, or an annotation names an unknown image or category
 */
export function parseCocoLabels(text: string, file: string): CocoLabels {
  const refuse = (fault: string) =>
    new InputError('INPUT_UNREADABLE', `Expected \`${file}\` to be a COCO file of labels, got: ${fault}.`);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refuse(messageOf(error));
  }
  const parsed = cocoSchema.safeParse(json);
  if (!parsed.success) {
    const [first, ...others] = parsed.error.issues;
    const more = others.length > 0 ? ` (and ${others.length} more faults)` : '';
    throw refuse(`${first?.path.join('.')}: ${first?.message}${more}`);
  }
  const labels = parsed.data;
  const images = new Set(labels.images.map((image) => image.id));
  const categories = new Set(labels.categories.map((category) => category.id));
  for (const [index, { image_id, category_id }] of labels.annotations.entries()) {
    if (!images.has(image_id)) throw refuse(`annotations.${index}: unknown image ${image_id}`);
    if (!categories.has(category_id)) throw refuse(`annotations.${index}: unknown category ${category_id}`);
  }
  return { ...labels, categories: labels.categories.toSorted((a, b) => a.id - b.id) };
}
