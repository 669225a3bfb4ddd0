import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const cocoSchema = z.object({
  images: z.array(z.object({ id: z.number(), file_name: z.string(), width: z.number(), height: z.number() })),
  annotations: z.array(
    z.object({
      image_id: z.number(),
      category_id: z.number(),
      bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
      area: z.number(),
      iscrowd: z.number(),
      track_id: z.number(),
      visibility: z.number(),
    }),
  ),
});
export type CocoTruth = z.output<typeof cocoSchema>;

/** A COCO file that the renderer wrote. */
export async function cocoFile(path: string): Promise<CocoTruth> {
  return cocoSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}
