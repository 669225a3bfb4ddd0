import { ThreadedDetector } from '../../model/detector/threaded-detector.ts';
import type { ResolvedModel } from '../../model/files/resolved-model.ts';
import type { Detection } from '../../shared/detection.ts';
import { RUN_DEFAULTS } from '../run-options.ts';
import type { CalibrationFrame } from './calibration-frames.ts';

/** What counts as a detection where two models are compared: as `detect` does. */
const DETECT_THRESHOLDS = { confidence: RUN_DEFAULTS.confidence, iou: RUN_DEFAULTS.iou, classes: [] };

/** Where optimised graphs are kept, and how many threads a model may use. */
export interface DetectorPlace {
  readonly home: string;
  readonly threads: number;
}

/** What a model sees in each frame. */
export function seenDetections(
  model: ResolvedModel,
  place: DetectorPlace,
  frames: readonly CalibrationFrame[],
): Promise<(readonly Detection[])[]> {
  const { input, resize } = model.manifest;
  return withDetector(model, place, async (detector) => {
    const found = [];
    for (const { pixels, source } of frames) {
      // The detector takes the bytes away.
      const frame = { width: input.width, height: input.height, count: 1, pixels: pixels.slice() };
      const result = await detector.detect(frame, { ...DETECT_THRESHOLDS, sources: [source], resize });
      found.push(result.frames[0]!);
    }
    return found;
  });
}

/** Runs something with a model, which is closed afterwards. */
export async function withDetector<T>(
  model: ResolvedModel,
  { home, threads }: DetectorPlace,
  action: (detector: ThreadedDetector) => Promise<T>,
): Promise<T> {
  const detector = await ThreadedDetector.load({ model, home, session: { threads, allowSpinning: false } });
  try {
    return await action(detector);
  } finally {
    await detector.close();
  }
}
