import Table from 'cli-table3';
import { lossSentence, type NamedLayerSqnr, type QuantizationReport } from '../../app/calibrate/quantization-report.ts';
import type { MixedPrecisionTrial } from '../../model/quantization/mixed-precision-trials.ts';

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
