import sharp from 'sharp';
import type { BoundingBox } from '../../shared/detection.ts';
import type { Size } from '../../shared/geometry.ts';

/**
 * A box of a picture that was turned as its EXIF orientation says, in the picture as it is stored.
 *
 * @param box - in pixels of the turned picture
 * @param orientation - EXIF's, 1 to 8
 * @param stored - size as stored
 * @see Exif 2.32, 4.6.4, tag 274 (Orientation)
 */
export function storedBox([x1, y1, x2, y2]: BoundingBox, orientation: number, stored: Size): BoundingBox {
  const [ax, ay] = storedPoint(x1, y1, orientation, stored);
  const [bx, by] = storedPoint(x2, y2, orientation, stored);
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

/**
 * Size and EXIF orientation of an image that ffmpeg has shown; orientation 1 where ffmpeg did not follow it. That follows the EXIF
 * of a JPEG; whether it does so in another format is seen where width and height are exchanged.
 *
 * @param shown - size of what ffmpeg gave
 */
export async function storedPicture(path: string, shown: Size): Promise<{ stored: Size; orientation: number }> {
  const facts = await sharp(path)
    .metadata()
    .catch(() => null); // a format that ffmpeg alone knows has none
  const orientation = facts?.orientation ?? 1;
  if (!facts || orientation === 1) return { stored: shown, orientation: 1 };
  const stored = { width: facts.width, height: facts.height };
  const isExchanged = shown.width === stored.height && shown.height === stored.width && shown.width !== shown.height;
  const isTurned = facts.format === 'jpeg' || (orientation >= 5 && isExchanged);
  return isTurned ? { stored, orientation } : { stored: shown, orientation: 1 };
}

function storedPoint(x: number, y: number, orientation: number, { width, height }: Size): [x: number, y: number] {
  switch (orientation) {
    case 2:
      return [width - x, y];
    case 3:
      return [width - x, height - y];
    case 4:
      return [x, height - y];
    case 5:
      return [y, x];
    case 6:
      return [y, height - x];
    case 7:
      return [width - y, height - x];
    case 8:
      return [width - y, x];
    default:
      return [x, y];
  }
}
