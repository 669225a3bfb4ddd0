import type { BoundingBox } from '../shared/detection.ts';
import type { Size } from '../shared/geometry.ts';
import { type DrawnBox, drawBoxes } from './draw-boxes.ts';
import { cropArea, encodeJpeg, type PictureForm, type RgbImage, reshaped } from './encode-picture.ts';

/**
 * A picture as JPEG: cut, scaled, and boxes drawn on what comes of it, so that lines and texts are as easily seen however small it is.
 *
 * @param image - painted in where nothing is cut or scaled
 * @param boxes - in pixels of the whole picture
 */
export async function renderPicture(image: RgbImage, form: PictureForm, boxes: readonly DrawnBox[]): Promise<Buffer> {
  return encodeJpeg(await drawnPicture(image, form, boxes));
}

/** The same, as pixels. */
export async function drawnPicture(image: RgbImage, form: PictureForm, boxes: readonly DrawnBox[]): Promise<RgbImage> {
  const isWhole = (form.crop ?? null) === null && (form.width ?? image.width) === image.width;
  const shaped = isWhole ? image : await reshaped(image, form);
  drawBoxes(shaped.rgb, shaped, placed(boxes, image, form.crop ?? null, shaped));
  return shaped;
}

/** Boxes in pixels of a picture that was cut and scaled. */
function placed(boxes: readonly DrawnBox[], whole: Size, crop: BoundingBox | null, shaped: Size): DrawnBox[] {
  const area = (crop && cropArea(whole, crop)) ?? { left: 0, top: 0, ...whole };
  const [scaleX, scaleY] = [shaped.width / area.width, shaped.height / area.height];
  const [x, y] = [(at: number) => (at - area.left) * scaleX, (at: number) => (at - area.top) * scaleY];
  return boxes.map((box) => ({ ...box, x1: x(box.x1), x2: x(box.x2), y1: y(box.y1), y2: y(box.y2) }));
}
