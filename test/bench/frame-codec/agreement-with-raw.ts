import type { ThreadedDetector } from '../../../model/detector/threaded-detector.ts';
import { agreementOf } from '../../../results/analysis/adaptive/agreement.ts';
import type { Detection } from '../../../shared/detection.ts';

/** What a model finds in frames of its network's size, in their pixels. */
export async function detectionsIn(detector: ThreadedDetector, frames: readonly Uint8Array[]): Promise<Detection[][]> {
  const { width, height } = detector.manifest.input;
  const { resize } = detector.manifest;
  const asked = { confidence: 0.25, iou: 0.45, classes: [], sources: [{ width, height }], resize };
  const found: Detection[][] = [];
  for (const pixels of frames) {
    const { frames: seen } = await detector.detect({ width, height, count: 1, pixels: new Uint8Array(pixels) }, asked);
    found.push([...seen[0]!]);
  }
  return found;
}

/** Recall and precision of what was found in frames against what was found in others in their place. @param sure - confidence from which on a detection counts */
export function agreementWith(
  wanted: readonly Detection[][],
  found: readonly Detection[][],
  sure: number,
): { recall: number; precision: number } {
  let [met, missed, right, invented] = [0, 0, 0, 0];
  for (const [at, frame] of wanted.entries()) {
    const agreement = agreementOf(found[at]!, frame, sure);
    met += agreement.met;
    missed += agreement.missed;
    right += agreement.right;
    invented += agreement.invented;
  }
  return { recall: met / Math.max(1, met + missed), precision: right / Math.max(1, right + invented) };
}
