import type { BoundingBox } from './detection.ts';

/** How a frame is fitted to the network: `stretch` (darknet's default) or `letterbox` (aspect ratio kept, grey borders). */
export type ResizeMode = 'stretch' | 'letterbox';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Where the source lies inside the network's input, in network pixels. */
export interface Placement extends Size {
  readonly left: number;
  readonly top: number;
}

/**
 * Where a source of a given size lies inside the network's input.
 *
 * @see AlexeyAB/darknet, image.c, letterbox_image: integer size by truncation, offset by integer division
 */
export function placementOf(source: Size, network: Size, mode: ResizeMode): Placement {
  if (mode === 'stretch') return { left: 0, top: 0, ...network };
  const isWide = network.width / source.width < network.height / source.height;
  const width = isWide ? network.width : Math.max(1, Math.trunc((source.width * network.height) / source.height));
  const height = isWide ? Math.max(1, Math.trunc((source.height * network.width) / source.width)) : network.height;
  return {
    left: Math.trunc((network.width - width) / 2),
    top: Math.trunc((network.height - height) / 2),
    width,
    height,
  };
}

/**
 * A box of the network's input in source pixels; not clipped.
 *
 * @param box - relative to the network's input, centre form `[cx, cy, w, h]`, each 0..1 inside
 */
export function toSourceBox(
  [cx, cy, w, h]: readonly [number, number, number, number],
  source: Size,
  network: Size,
  placement: Placement,
): BoundingBox {
  const scaleX = (network.width / placement.width) * source.width;
  const scaleY = (network.height / placement.height) * source.height;
  const x = (cx - placement.left / network.width) * scaleX;
  const y = (cy - placement.top / network.height) * scaleY;
  const halfWidth = (w * scaleX) / 2;
  const halfHeight = (h * scaleY) / 2;
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}
