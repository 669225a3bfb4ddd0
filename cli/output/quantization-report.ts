import { lossSentence, type NamedLayerSqnr, type QuantizationReport } from '../../app/calibrate/quantization-report.ts';
import type { MixedPrecisionTrial } from '../../model/quantization/mixed-precision-trials.ts';
import { boxTable } from './box-table.ts';

/** Layers that people are shown. */
const SHOWN_LAYERS = 5;

/** A quantisation for people. */
export function quantizationReport(report: QuantizationReport): string {
  const { candidates, loss, floatLayers, isOwnSize, size } = report;
  const ownSize = isOwnSize ? '' : ` --size ${size.width}x${size.height}`;
  return [
    boxTable(
      ['ranges by', ...candidates[0]!.signalToNoise.map((_, index) => `head ${index + 1}`)],
      candidates.map((candidate) => [methodName(candidate), ...candidate.signalToNoise.map(decibels)]),
    ),
    `Signal against what quantisation adds, on ${report.validationFrames} frames that were not calibrated on. Chosen: ${methodName(report)}, weights of ${report.weightBits} bits, ${report.calibrationFrames} frames.`,
    layersTable(report.layers.slice(0, SHOWN_LAYERS)),
    'The layers that add most of the noise of the worst head; `--json` names all.',
    ...(report.trials.length > 0 ? [trialsTable(report.trials)] : []),
    floatLayers.length > 0
      ? `In floats: ${floatLayers.map((layer) => `layer ${layer}`).join(', ')}.`
      : 'No layer stays in floats.',
    lossSentence(loss),
    `${report.quantized} (sha256 ${report.modelSha256}) is ready: \`framefleet detect --model ${report.model} --precision int8${ownSize}\`.`,
    '',
  ].join('\n');
}

function methodName({ method, isEqualized }: Pick<QuantizationReport, 'method' | 'isEqualized'>): string {
  return isEqualized ? `${method}, equalised` : method;
}

function layersTable(layers: readonly NamedLayerSqnr[]): string {
  const shares = layers[0]!.headShares.map((_, index) => `of head ${index + 1}'s noise`);
  const rows = layers.map(({ layer, kind, signalToNoise, headShares }) => {
    const percent = headShares.map((share) => `${(100 * share).toFixed(0)} %`);
    return [layer, kind, decibels(signalToNoise), ...percent];
  });
  return boxTable(['layer', 'kind', 'signal to noise', ...shares], rows);
}

function trialsTable(trials: readonly MixedPrecisionTrial[]): string {
  const rows = trials.map(({ layer, gain, lossGain, milliseconds, cost, isKept }) => [
    layer,
    `${signed(gain, 2)} dB`,
    `${signed(-lossGain, 2)} points`,
    `${milliseconds.toFixed(1)} ${signed(cost, 1)}`,
    isKept ? 'kept' : 'does not pay',
  ]);
  return boxTable(['layer in floats', 'worst head', 'loss', 'ms a frame', ''], rows);
}

function decibels(value: number): string {
  return `${value.toFixed(1)} dB`;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}
