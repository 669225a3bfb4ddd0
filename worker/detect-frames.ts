import { preprocess } from '../model/detector/preprocess.ts';
import { type ChunkJob, regionsOf } from '../shared/chunk-job.ts';
import type { Detection } from '../shared/detection.ts';
import type { DetectOptions, DetectorResult } from '../shared/inference.ts';
import type { Detector } from '../shared/ports.ts';
import { detectTiled } from './detect-tiled.ts';

/**
 * Detections of a chunk's frames, in pixels of each frame as it is shown.
 *
 * @param payload - the chunk's bytes; handed over
 * @throws as `preprocess` and `Detector.detect`
 */
export async function detectFrames(job: ChunkJob, payload: Uint8Array, detector: Detector): Promise<DetectorResult> {
  const { confidence, iou, classes, resize, roi, tiles } = job.settings;
  const options = { confidence, iou, classes, resize };
  if (tiles) return detectTiled(job, payload, detector, { ...options, tiles });
  const frames = await preprocess(job, payload, detector.input);
  const regions = regionsOf(job);
  const found = await detector.detect(frames, { ...options, sources: regions.map(sizeOf) });
  if (!roi) return found;
  return { ...found, frames: found.frames.map((detections, index) => movedInto(regions[index]!, detections)) };
}

function sizeOf({ width, height }: DetectOptions['sources'][number]) {
  return { width, height };
}

/** Detections of a region in pixels of the picture that it lies in. */
function movedInto(
  { left, top }: { readonly left: number; readonly top: number },
  detections: readonly Detection[],
): Detection[] {
  return detections.map(({ box: [x1, y1, x2, y2], ...detection }) => ({
    ...detection,
    box: [x1 + left, y1 + top, x2 + left, y2 + top],
  }));
}
