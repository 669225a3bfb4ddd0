import sharp from 'sharp';
import { InputError, messageOf } from '../../shared/errors.ts';
import { placementOf, type ResizeMode, type Size } from '../../shared/geometry.ts';
import type { RgbFrames } from '../../shared/inference.ts';
import { MAX_PICTURE_PIXELS } from '../../shared/picture-limit.ts';
import { areaShrink } from './area-shrink.ts';
import type { RgbPicture } from './bilinear-resize.ts';
import { fitToNetwork } from './load-image.ts';

/** What sharp reads; vector graphics are no pictures, and their readers a risk. */
const FORMATS = ['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif'];

/** A picture in a network's input. */
export interface DecodedPicture {
  /** One. */
  readonly frames: RgbFrames;
  /** Size of the picture as it is shown, turned as its EXIF says. */
  readonly shown: Size;
}

/**
 * A picture as `detect` shows it to a model: its first page, turned as its EXIF says, colours as they are stored, without
 * transparency. What is more than twice as large as the network's input is averaged, as ffmpeg does; the rest is darknet's bilinear.
 *
 * @param bytes - a file's
 * @throws {InputError} `INPUT_UNREADABLE`
 */
export async function decodePicture(bytes: Uint8Array, network: Size, resize: ResizeMode): Promise<DecodedPicture> {
  const picture = await decoded(bytes).catch((cause: unknown) => {
    throw new InputError(
      'INPUT_UNREADABLE',
      `Expected a picture (JPEG, PNG, WebP, GIF, TIFF, AVIF) of at most ${Math.floor(MAX_PICTURE_PIXELS / 1e6)} megapixels, got one that cannot be decoded: ${messageOf(cause)}.`,
      { cause },
    );
  });
  const shown = { width: picture.width, height: picture.height };
  const placement = placementOf(picture, network, resize);
  const pixels = fitToNetwork(areaShrink(picture, placement), network, resize, placement);
  return { frames: { width: network.width, height: network.height, count: 1, pixels }, shown };
}

async function decoded(bytes: Uint8Array): Promise<RgbPicture> {
  const picture = sharp(bytes, { failOn: 'error', ignoreIcc: true, limitInputPixels: MAX_PICTURE_PIXELS });
  const { format } = await picture.metadata();
  if (!FORMATS.includes(format)) throw new Error(`its format, ${format}, is none of a picture`);
  const turned = picture.autoOrient().toColourspace('srgb').removeAlpha();
  const { data, info } = await turned.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, pixels: data };
}
