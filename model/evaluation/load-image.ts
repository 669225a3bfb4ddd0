import sharp from 'sharp';
import type { BoundingBox } from '../../shared/detection.ts';
import { InputError, messageOf } from '../../shared/errors.ts';
import { type Placement, placementOf, type ResizeMode, type Size } from '../../shared/geometry.ts';
import type { RgbFrames } from '../../shared/inference.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { MAX_PICTURE_PIXELS } from '../../shared/picture-limit.ts';
import { type RgbPicture, resizeBilinear } from './bilinear-resize.ts';

/** darknet fills what a letterboxed picture leaves free with 0.5. */
const LETTERBOX_GREY = 128;

/** An image as a model is shown it. */
export interface LoadedImage {
  /** One, in the network's input. */
  readonly frames: RgbFrames;
  /** Size of the picture that the model is shown; its boxes are in these pixels. */
  readonly shown: Size;
  /** Size of the picture as it is stored, which is what labels follow. */
  readonly stored: Size;
  /** How the picture was fitted to the network. */
  readonly resize: ResizeMode;
  /** A box of the picture that the model is shown, in the picture as stored. */
  readonly toStored: (box: BoundingBox) => BoundingBox;
}

/** @throws {InputError} `INPUT_UNREADABLE` naming the image */
export type ImageLoader = (path: string, model: Pick<ModelManifest, 'input' | 'resize'>) => Promise<LoadedImage>;

/** An image as darknet reads and stretches it. */
export const darknetImage: ImageLoader = async (path, { input, resize }) => {
  const picture = await loadImage(path);
  const { width, height } = input;
  const size = { width: picture.width, height: picture.height };
  const frames = { width, height, count: 1, pixels: fitToNetwork(picture, { width, height }, resize) };
  return { frames, shown: size, stored: size, resize, toStored: (box) => box };
};

/**
 * An image's pixels as they are stored, which is what labels follow: not turned by EXIF, not converted by a colour profile.
 *
 * @throws {InputError} `INPUT_UNREADABLE`
 */
export async function loadImage(path: string): Promise<RgbPicture> {
  try {
    const { data, info } = await sharp(path, { failOn: 'error', ignoreIcc: true, limitInputPixels: MAX_PICTURE_PIXELS })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, pixels: data };
  } catch (error) {
    throw new InputError(
      'INPUT_UNREADABLE',
      `Expected \`${path}\` to be an image that can be decoded, got: ${messageOf(error)}.`,
      { cause: error },
    );
  }
}

/**
 * An image in the network's input: `network.height × network.width × 3` bytes of RGB.
 *
 * @param placement - where it lies there; of an image that was shrunk before, that of the whole one
 */
export function fitToNetwork(
  picture: RgbPicture,
  network: Size,
  mode: ResizeMode,
  placement: Placement = placementOf(picture, network, mode),
): Uint8Array {
  const resized = resizeBilinear(picture, placement);
  if (mode === 'stretch') return resized;
  const input = new Uint8Array(3 * network.width * network.height).fill(LETTERBOX_GREY);
  const rowLength = 3 * placement.width;
  for (let row = 0; row < placement.height; row++) {
    const start = 3 * ((placement.top + row) * network.width + placement.left);
    input.set(resized.subarray(row * rowLength, (row + 1) * rowLength), start);
  }
  return input;
}
