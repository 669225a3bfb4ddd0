import type { Layer } from '../../model/darknet/network.ts';
import type { LayerSqnr } from '../../model/quantization/layer-sqnr.ts';
import type { MixedPrecisionTrial } from '../../model/quantization/mixed-precision-trials.ts';
import type { Candidate } from '../../model/quantization/ranked-candidates.ts';
import type { Size } from '../../shared/geometry.ts';
import type { QuantizationLoss } from './quantization-loss.ts';

/** What came of a quantisation, as `model quantize --json` prints it. */
export interface QuantizationReport {
  readonly model: string;
  readonly size: Size;
  /** Whether `size` is what the cfg says. */
  readonly isOwnSize: boolean;
  readonly quantized: string;
  readonly modelSha256: string;
  readonly weightBits: 7 | 8;
  readonly calibrationFrames: number;
  /** By which method and layers were chosen. */
  readonly validationFrames: number;
  readonly method: string;
  /** Whether channels were made about as wide as each other before. */
  readonly isEqualized: boolean;
  /** Best first. */
  readonly candidates: readonly Omit<Candidate, 'graph'>[];
  /** What each layer adds to the noise, the worst first. */
  readonly layers: readonly NamedLayerSqnr[];
  /** Layers that stay in floats, by their index in the cfg. */
  readonly floatLayers: readonly number[];
  /** What layers in floats gave and cost, where that was tried. */
  readonly trials: readonly MixedPrecisionTrial[];
  readonly loss: QuantizationLoss;
  readonly maxLoss: number;
}

/** `signalToNoise` is `null` in JSON where nothing is lost. */
export interface NamedLayerSqnr extends LayerSqnr {
  readonly kind: Layer['kind'];
}

/** The loss in one sentence, and whether it is to be relied on. */
export function lossSentence({ measure, points, fp32, int8, frames, objects, isRough }: QuantizationLoss): string {
  if (measure === 'AP50') {
    const lost = `AP50 on ${frames} images: ${fp32.toFixed(2)} in fp32, ${int8.toFixed(2)} in int8: ${points.toFixed(2)} points lost.`;
    return isRough ? `${lost} ${rough(`${frames} images with ${objects} objects`)}` : lost;
  }
  const lost = `Detections in ${frames} frames that chose nothing: ${fp32} in fp32, ${int8} in int8; ${points.toFixed(2)} % have no partner (same label, IoU ≥ 0.5).`;
  return isRough ? `${lost} ${rough(`${frames} frames with ${objects} detections`)}` : lost;
}

function rough(looked: string): string {
  return `A rough figure: ${looked} are few; give more.`;
}
