import { cutTiles } from '../model/detector/cut-tiles.ts';
import { preprocess } from '../model/detector/preprocess.ts';
import { cutsOf, mergeViews, NOTHING_CUT, type ViewDetections } from '../model/heads/merge-views.ts';
import { type ChunkJob, channelsOf, regionsOf } from '../shared/chunk-job.ts';
import { framesOfPayload } from '../shared/chunk-payload.ts';
import type { Detection } from '../shared/detection.ts';
import { PayloadError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import type { DetectOptions, DetectorResult } from '../shared/inference.ts';
import { isSameSize } from '../shared/network-size.ts';
import type { Detector } from '../shared/ports.ts';
import type { Region } from '../shared/region.ts';
import { type TileLayout, type Tiles, tileLayoutOf } from '../shared/tiles.ts';

/** Parts of a frame that the model is given at once: memory does not grow with the number of tiles. */
const viewsAtOnce = 8;

type TiledOptions = Omit<DetectOptions, 'sources'> & { readonly tiles: Tiles };

/** A part of a frame that the network sees, its size in the pixels in which the detector gives boxes, and how those become the frame's. */
interface View {
  readonly source: Size;
  readonly place: TileLayout['places'][number] | null;
  readonly toFrame: (box: Detection['box']) => Detection['box'];
  readonly cutAt: Detection['box'];
}

/**
 * Detections of frames each of which the network sees in tiles and as a whole: the tiles show what is small, the whole what no tile holds.
 *
 * @param payload - frames that are scaled as `tileLayoutOf` says
 * @throws {PayloadError} `PAYLOAD_INVALID` where they are not
 * @throws as `preprocess` and `Detector.detect`
 */
export async function detectTiled(
  job: ChunkJob,
  payload: Uint8Array,
  detector: Detector,
  options: TiledOptions,
): Promise<DetectorResult> {
  const pixels = framesOfPayload(job, payload);
  const frames: Detection[][] = [];
  let [inferenceMs, droppedBoxes] = [0, 0];
  for (const [index, region] of regionsOf(job).entries()) {
    const one = { ...job, frames: [job.frames[index]!] };
    const found = await detectFrame(one, pixels[index]!, region, detector, options);
    frames.push(mergeViews(found.views, options.iou));
    inferenceMs += found.inferenceMs;
    droppedBoxes += found.droppedBoxes;
  }
  return { frames, inferenceMs, droppedBoxes };
}

async function detectFrame(
  job: ChunkJob,
  pixels: Uint8Array,
  region: Region,
  detector: Detector,
  { tiles, ...options }: TiledOptions,
): Promise<Omit<DetectorResult, 'frames'> & { views: ViewDetections[] }> {
  const { width, height } = detector.input;
  const network = { width, height };
  const layout = tileLayoutOf(tiles, region, network, options.resize);
  requireSize(job, layout.frame);
  const channels = channelsOf(job);
  const { pixels: whole } = await preprocess(job, pixels, network);
  const views = [wholeView(region), ...layout.places.map((place) => tileView(region, layout, place))];
  const found: ViewDetections[] = [];
  let [inferenceMs, droppedBoxes] = [0, 0];
  for (let first = 0; first < views.length; first += viewsAtOnce) {
    const some = views.slice(first, first + viewsAtOnce);
    const places = some.flatMap(({ place }) => place ?? []);
    const cut = cutTiles(pixels, channels, layout, places, network);
    const shown = { ...network, count: some.length, pixels: first === 0 ? Buffer.concat([whole, cut]) : cut };
    const result = await detector.detect(shown, { ...options, sources: some.map(({ source }) => source) });
    inferenceMs += result.inferenceMs;
    droppedBoxes += result.droppedBoxes;
    for (const [at, { toFrame, cutAt }] of some.entries()) {
      const detections = result.frames[at]!.map((detection) => ({ ...detection, box: toFrame(detection.box) }));
      found.push({ detections, cutAt });
    }
  }
  return { views: found, inferenceMs, droppedBoxes };
}

function wholeView({ left, top, width, height }: Region): View {
  return {
    source: { width, height },
    place: null,
    toFrame: ([x1, y1, x2, y2]) => [x1 + left, y1 + top, x2 + left, y2 + top],
    cutAt: NOTHING_CUT,
  };
}

/** The detector is told of a tile as it lies in the scaled frame: that fits the network without being scaled once more. */
function tileView(region: Region, { frame, tile }: TileLayout, place: TileLayout['places'][number]): View {
  const [scaleX, scaleY] = [region.width / frame.width, region.height / frame.height];
  const toFrame: View['toFrame'] = ([x1, y1, x2, y2]) => [
    region.left + (place.left + x1) * scaleX,
    region.top + (place.top + y1) * scaleY,
    region.left + (place.left + x2) * scaleX,
    region.top + (place.top + y2) * scaleY,
  ];
  const { left, top } = place;
  const cuts = cutsOf([left, top, left + tile.width, top + tile.height], frame.width, frame.height);
  const [x1, y1, x2, y2] = cuts.map((edge, at) => edge - (at % 2 === 0 ? left : top)) as [
    number,
    number,
    number,
    number,
  ];
  return { source: tile, place, toFrame, cutAt: toFrame([x1, y1, x2, y2]) };
}

function requireSize({ chunkId, frameWidth, frameHeight }: ChunkJob, { width, height }: Size): void {
  if (isSameSize({ width, height }, { width: frameWidth, height: frameHeight })) return;
  throw new PayloadError(
    'PAYLOAD_INVALID',
    `Expected the frames of ${chunkId} to be ${width}x${height} for their tiles, got ${frameWidth}x${frameHeight}.`,
  );
}
