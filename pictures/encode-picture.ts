import type { Sharp } from 'sharp';
import type { BoundingBox } from '../shared/detection.ts';
import type { Size } from '../shared/geometry.ts';

/** Pixels in packed RGB, 8 bits each, rows top down. */
export interface RgbImage extends Size {
  readonly rgb: Uint8Array;
}

export interface PictureForm {
  /** What of the picture is kept, in its pixels; absent: all of it. What reaches beyond it is left out. */
  readonly crop?: BoundingBox | null;
  /** Of the picture that comes out, in pixels, its height by its shape; absent: as it is. */
  readonly width?: number | null;
}

/** Pixels on each side that JPEG can hold. */
export const MAX_JPEG_SIDE = 65_535;
const QUALITY = 88;

/** A picture as JPEG, colours at full resolution, since boxes are thin. */
export async function encodeJpeg(image: RgbImage, form: PictureForm = {}): Promise<Buffer> {
  const picture = await formed(image, form);
  return picture.jpeg({ quality: QUALITY, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** What a sheet may be written as. */
export const SHEET_FORMATS = ['jpg', 'jpeg', 'png', 'webp'] as const;
export type SheetFormat = (typeof SHEET_FORMATS)[number];

/** A picture in one of several formats. */
export async function encodeSheet(image: RgbImage, format: SheetFormat): Promise<Buffer> {
  if (format !== 'png' && format !== 'webp') return encodeJpeg(image);
  const picture = await formed(image, {});
  return (format === 'png' ? picture.png() : picture.webp({ quality: QUALITY })).toBuffer();
}

/** A picture cut and scaled, in packed RGB. */
export async function reshaped(image: RgbImage, form: PictureForm): Promise<RgbImage> {
  const { data, info } = await (await formed(image, form)).raw().toBuffer({ resolveWithObject: true });
  return { rgb: data, width: info.width, height: info.height };
}

/**
 * What of a picture lies in a box, in whole pixels, at least one.
 *
 * @returns `null` where nothing does
 */
export function cropArea(
  { width, height }: Size,
  [x1, y1, x2, y2]: BoundingBox,
): { left: number; top: number; width: number; height: number } | null {
  const left = Math.max(0, Math.floor(x1));
  const top = Math.max(0, Math.floor(y1));
  const right = Math.min(width, Math.ceil(x2));
  const bottom = Math.min(height, Math.ceil(y2));
  return right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : null;
}

async function formed(
  { rgb, width, height }: RgbImage,
  { crop = null, width: wanted = null }: PictureForm,
): Promise<Sharp> {
  const { default: sharp } = await import('sharp'); // a tenth of a service's start, which most never need
  const raw = sharp(rgb, { raw: { width, height, channels: 3 }, limitInputPixels: false });
  const area = crop && cropArea({ width, height }, crop);
  const cut = area ? raw.extract(area) : raw;
  const shape = area ?? { width, height };
  if (wanted === null || wanted === shape.width) return cut;
  const scaled = { width: wanted, height: Math.max(1, Math.round((wanted * shape.height) / shape.width)) };
  return cut.resize({ ...scaled, fit: 'fill' });
}
