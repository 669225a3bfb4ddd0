import { type Placement, placementOf, type Size } from '../../shared/geometry.ts';
import { isSameSize } from '../../shared/network-size.ts';
import type { RunSettings } from '../../shared/run.ts';
import { tileLayoutOf, tileShare } from '../../shared/tiles.ts';

/** swscale's flags for every resize: the filter (docs/scaler.md), then exact rounding and full chroma, which cost little. */
export const SCALER_FLAGS = 'area+accurate_rnd+full_chroma_int';

/** darknet fills a letterbox with 0.5. */
const letterboxColor = '0x808080';

type Scaling = Pick<RunSettings, 'scale' | 'gray' | 'resize' | 'tiles'>;

/** Bytes of a pixel. */
export function channelsOf({ gray }: Pick<RunSettings, 'gray'>): 1 | 3 {
  return gray ? 1 : 3;
}

/**
 * Size of the frames that cross the queue: the network's (then they are placed in its input already), or smaller in area
 * (then the worker places them); or, where they are cut into tiles, so large that each tile fits the network's. `frameScalingFilters` makes
 * frames of just this size.
 *
 * @param source - as shown, after rotation; its region of interest, where there is one
 * @param isPlacing - frames are placed whatever their size
 */
export function frameSizeOf(source: Size, network: Size, { scale, resize, tiles }: Scaling, isPlacing = false): Size {
  if (tiles) return tileLayoutOf(tiles, source, network, resize).frame;
  if (scale === 1 || isPlacing) return network;
  const width = Math.max(1, Math.round(source.width * scale));
  const height = Math.max(1, Math.round(source.height * scale));
  const isTouching = resize === 'letterbox' && (width === network.width || height === network.height);
  return width * height < network.width * network.height && !isTouching ? { width, height } : network;
}

/** Whether frames are of one size whatever the source's. */
export function isOneFrameSize({ scale, resize, tiles }: Scaling, isPlacing: boolean): boolean {
  return tiles ? resize === 'stretch' : scale === 1 || isPlacing;
}

/**
 * Where the picture lies in a frame that crosses the queue.
 *
 * @param size - of the frame, as of `frameSizeOf`; `source` as there
 */
export function placementInFrame(source: Size, network: Size, { resize, tiles }: Scaling, size: Size): Placement {
  return tiles || !isSameSize(size, network) ? { left: 0, top: 0, ...size } : placementOf(source, network, resize);
}

/**
 * The filters that reduce a frame to `scale` of its size (rounded, at least 1 pixel), then, where that is still not smaller
 * than the network's input in area, place it there as `resize` says (`placementOf` of shared/geometry.ts), and convert it.
 *
 * They do not depend on the source's size, since a camera's is not known before its one ffmpeg runs, and since it may change:
 * ffmpeg works their sizes out anew for each size of the source. A reduced frame that is as wide or as high as a letterbox
 * counts as placed.
 *
 * @param isPlacing - frames are placed whatever their size
 */
export function frameScalingFilters(network: Size, settings: Scaling, isPlacing = false): string[] {
  const { scale, gray, resize, tiles } = settings;
  const isLeftSmall = scale < 1 && !isPlacing;
  const format = `format=${gray ? 'gray' : 'rgb24'}`;
  const { width, height } = network;
  const isPlaced = `eq(iw,${width})+eq(ih,${height})`;
  const isSmall = `lt(iw*ih,${width * height})${resize === 'letterbox' ? `*not(${isPlaced})` : ''}`;
  const unlessSmall = (placed: string, own: string) => (isLeftSmall ? `if(${isSmall},${own},${placed})` : placed);
  // With square pixels declared first, `dar` stays the source's own aspect ratio through the reduction.
  const reducing = scale < 1 ? ['setsar=1', scaleFilter(`max(1,round(iw*${scale}))`, `max(1,round(ih*${scale}))`)] : [];
  if (tiles) return [...reducing, ...tilingFilters(network, settings), format];
  if (resize === 'stretch') {
    return [...reducing, scaleFilter(unlessSmall(`${width}`, 'iw'), unlessSmall(`${height}`, 'ih')), format];
  }
  const isWide = `gt(dar*${height},${width})`;
  const placedWidth = `if(${isWide},${width},max(1,trunc(dar*${height}+1e-6)))`;
  const placedHeight = `if(${isWide},max(1,trunc(${width}/dar+1e-6)),${height})`;
  const padded = (length: number, own: string) => (isLeftSmall ? `if(${isPlaced},${length},${own})` : `${length}`);
  return [
    ...(scale < 1 ? reducing : ['setsar=1']),
    scaleFilter(unlessSmall(placedWidth, 'iw'), unlessSmall(placedHeight, 'ih')),
    'format=rgb24', // `pad` draws another grey in a grey picture
    `pad=w='${padded(width, 'iw')}':h='${padded(height, 'ih')}':x='trunc((ow-iw)/2)':y='trunc((oh-ih)/2)':color=${letterboxColor}`,
    ...(gray ? [format] : []),
  ];
}

/** Scale a frame as `tileLayoutOf` of shared/tiles.ts says. */
function tilingFilters({ width, height }: Size, { scale, resize, tiles }: Scaling): string[] {
  const { columns, rows, overlap } = tiles!;
  const [across, down] = [tileShare(columns, overlap), tileShare(rows, overlap)];
  if (resize === 'stretch') return [scaleFilter(`${Math.round(width / across)}`, `${Math.round(height / down)}`)];
  const aspect = `(dar*${across / down})`;
  const isWide = `gt(${aspect}*${height},${width})`;
  const tileWidth = `if(${isWide},${width},max(1,trunc(${aspect}*${height}+1e-6)))`;
  const tileHeight = `if(${isWide},max(1,trunc(${width}/${aspect}+1e-6)),${height})`;
  return [
    ...(scale < 1 ? [] : ['setsar=1']),
    scaleFilter(`round((${tileWidth})/${across})`, `round((${tileHeight})/${down})`),
  ];
}

function scaleFilter(width: string, height: string): string {
  return `scale=w='${width}':h='${height}':flags=${SCALER_FLAGS}`;
}
