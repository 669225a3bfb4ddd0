import assert from 'node:assert/strict';
import { join } from 'node:path';
import sharp from 'sharp';
import { storedBox, storedPicture } from '../../../model/evaluation/exif-orientation.ts';
import type { BoundingBox } from '../../../shared/detection.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

const STORED = { width: 40, height: 24 };
const BOX: BoundingBox = [4, 6, 14, 10];

/** A dark picture with a light box, stored in a file that says how to turn it. */
async function picture(path: string, orientation: number): Promise<void> {
  const pixels = Buffer.alloc(STORED.width * STORED.height);
  for (let y = BOX[1]; y < BOX[3]; y++) pixels.fill(255, y * STORED.width + BOX[0], y * STORED.width + BOX[2]);
  await sharp(pixels, { raw: { ...STORED, channels: 1 } })
    .withMetadata({ orientation })
    .toFile(path);
}

/** The light box of a picture as a library shows it that follows EXIF. */
async function shownBox(path: string): Promise<{ box: BoundingBox; shown: { width: number; height: number } }> {
  const { data, info } = await sharp(path).autoOrient().greyscale().raw().toBuffer({ resolveWithObject: true });
  const light = [...data.keys()].filter((i) => data[i]! > 128);
  const [xs, ys] = [light.map((i) => i % info.width), light.map((i) => Math.floor(i / info.width))];
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1] as const;
  return { box, shown: { width: info.width, height: info.height } };
}

describe('boxes of a picture that was turned as its EXIF says', () => {
  const folder = temporaryFolder();

  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`are found again in the picture as stored: orientation ${orientation}`, async () => {
      const path = join(folder(), 'a.png');
      await picture(path, orientation);
      const { box } = await shownBox(path);
      assert.deepEqual(storedBox(box, orientation, STORED), BOX);
    });
  }

  for (const [extension, orientation, isShownTurned, expected] of [
    ['jpg', 6, true, 6],
    ['jpg', 3, true, 3],
    ['jpg', 1, true, 1],
    ['png', 6, true, 6],
    ['png', 6, false, 1],
    ['png', 3, false, 1],
  ] as const) {
    it(`are turned as far as the picture was: .${extension} of ${orientation}, shown ${isShownTurned ? 'turned' : 'as stored'}`, async () => {
      const path = join(folder(), `a.${extension}`);
      await picture(path, orientation);
      const { shown } = await shownBox(path);
      const found = await storedPicture(path, isShownTurned ? shown : STORED);
      assert.deepEqual(found, { stored: STORED, orientation: expected });
    });
  }
});
