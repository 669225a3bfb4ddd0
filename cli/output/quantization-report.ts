import Table from 'cli-table3';
import type { QuantizationLoss } from '../../app/calibrate/quantization-loss.ts';
import type { Layer } from '../../model/darknet/network.ts';
import type { LayerSqnr } from '../../model/quantization/layer-sqnr.ts';
import type { MixedPrecisionTrial } from '../../model/quantization/mixed-precision-trials.ts';
import type { Size } from '../../shared/geometry.ts';

/** A quantisation, as it is shown and printed with `--json`. */
export interface QuantizationReport {
  readonly model: string;
  readonly size: Size;
  /** Whether `size` is what the cfg says. */
  readonly isOwnSize: boolean;
  readonly quantized: string;
  readonly modelSha256: string;
  readonly weightBits: 7 | 8;
  readonly calibrationFrames: number;
  readonly method: string;
  /** Best first. */
  readonly candidates: readonly { readonly method: string; readonly signalToNoise: readonly number[] }[];
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

/** Layers that people are shown. */
const SHOWN_LAYERS = 5;

/** A quantisation for people. */
export function quantizationReport(report: QuantizationReport): string {
  const { candidates, loss, method } = report;
  const table = new Table({
    head: ['ranges by', ...candidates[0]!.signalToNoise.map((_, index) => `head ${index + 1}`)],
    style: { head: [], border: [], compact: true },
  });
  for (const candidate of candidates) {
    table.push([candidate.method, ...candidate.signalToNoise.map((decibels) => `${decibels.toFixed(1)} dB`)]);
  }
  return [
    table.toString(),
    `Signal against what quantisation adds, on frames held out. Chosen: ${method}, weights of ${report.weightBits} bits, ${report.calibrationFrames} frames.`,
    layersTable(report.layers),
    'The layers that add most of the noise of the worst head; `--json` names all.',
    ...(report.trials.length > 0 ? [trialsTable(report.trials)] : []),
    report.floatLayers.length > 0
      ? `In floats: ${report.floatLayers.map((layer) => `layer ${layer}`).join(', ')}.`
      : 'No layer stays in floats.',
    lossSentence(loss),
    `${report.quantized} (sha256 ${report.modelSha256}) is ready: \`framefleet detect --model ${report.model} --precision int8${report.isOwnSize ? '' : ` --size ${report.size.width}x${report.size.height}`}\`.`,
    '',
  ].join('\n');
}

function layersTable(layers: readonly NamedLayerSqnr[]): string {
  const shares = layers[0]!.headShares.map((_, index) => `of head ${index + 1}'s noise`);
  const table = new Table({
    head: ['layer', 'kind', 'signal to noise', ...shares],
    style: { head: [], border: [], compact: true },
  });
  for (const { layer, kind, signalToNoise, headShares } of layers.slice(0, SHOWN_LAYERS)) {
    const percent = headShares.map((share) => `${(100 * share).toFixed(0)} %`);
    table.push([layer, kind, `${signalToNoise.toFixed(1)} dB`, ...percent]);
  }
  return table.toString();
}

function trialsTable(trials: readonly MixedPrecisionTrial[]): string {
  const table = new Table({
    head: ['layer in floats', 'worst head', 'loss', 'ms a frame', ''],
    style: { head: [], border: [], compact: true },
  });
  for (const { layer, gain, lossGain, milliseconds, cost, isKept } of trials) {
    table.push([
      layer,
      `${signed(gain, 2)} dB`,
      `${signed(-lossGain, 2)} points`,
      `${milliseconds.toFixed(1)} ${signed(cost, 1)}`,
      isKept ? 'kept' : 'does not pay',
    ]);
  }
  return table.toString();
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** The loss in one sentence. */
export function lossSentence({ measure, points, fp32, int8, frames }: QuantizationLoss): string {
  if (measure === 'AP50') {
    return `AP50 on ${frames} images: ${fp32.toFixed(2)} in fp32, ${int8.toFixed(2)} in int8: ${points.toFixed(2)} points lost.`;
  }
  return `Detections in ${frames} frames held out: ${fp32} in fp32, ${int8} in int8; ${points.toFixed(2)} % have no partner (same label, IoU ≥ 0.5).`;
}
