import sharp from 'sharp';
import { InputError, messageOf } from '../../shared/errors.ts';
import { placementOf, type ResizeMode, type Size } from '../../shared/geometry.ts';
import { type RgbPicture, resizeBilinear } from './bilinear-resize.ts';

/** darknet fills what a letterboxed picture leaves free with 0.5. */
const LETTERBOX_GREY = 128;

/**
 * An image's pixels as they are stored, which is what labels follow: not turned by EXIF, not converted by a colour profile.
 *
 * @throws {InputError} `INPUT_UNREADABLE`
 */
export async function loadImage(path: string): Promise<RgbPicture> {
  try {
    const { data, info } = await sharp(path, { failOn: 'error', ignoreIcc: true })
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

/** An image in the network's input: `network.height × network.width × 3` bytes of RGB. */
export function fitToNetwork(picture: RgbPicture, network: Size, mode: ResizeMode): Uint8Array {
  const placement = placementOf(picture, network, mode);
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
