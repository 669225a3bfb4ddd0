import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { Random } from './random.ts';
import { composeScene } from './scene.ts';
import { openStudio, type StudioSize } from './studio.ts';
import { cocoOf, type TruthImage, yoloOf } from './truth-files.ts';

export interface PicturesOptions {
  readonly seed: number;
  readonly count: number;
  readonly size: number;
  readonly out: string;
}

const STUDIO_SIZE: StudioSize = { looks: 48, poses: 3, clutter: 48, backgrounds: 60 };

/** Renders a set: `images/000000.jpg`, `labels/000000.txt` and so on, and `truth.json` (COCO). The same options give the same bytes. */
export async function renderPictures(
  { seed, count, size, out }: PicturesOptions,
  studioSize: StudioSize = STUDIO_SIZE,
): Promise<void> {
  const random = new Random(`pictures-${seed}`);
  const studio = await openStudio(random.fork('studio'), studioSize);
  for (const folder of ['images', 'labels']) await mkdir(join(out, folder), { recursive: true });
  const images: TruthImage[] = [];
  for (let i = 0; i < count; i++) {
    const name = String(i).padStart(6, '0');
    const ofPicture = random.fork(i);
    const { canvas, truth } = composeScene(studio, ofPicture, size);
    const raw = { width: size, height: size, channels: 3 } as const;
    await sharp(canvas.rgb, { raw })
      .jpeg({ quality: ofPicture.integer(60, 95) })
      .toFile(join(out, 'images', `${name}.jpg`));
    const image: TruthImage = { fileName: `${name}.jpg`, width: size, height: size, truth };
    await writeFile(join(out, 'labels', `${name}.txt`), yoloOf(image));
    images.push(image);
  }
  await writeFile(join(out, 'truth.json'), cocoOf(images));
}
