import type { Inspection } from '../../model/darknet/inspect-model.ts';
import { boxTable } from './box-table.ts';

/** An inspection for people: the layers, then what they come to. */
export function inspectionReport(inspection: Inspection): string {
  const rows = inspection.layers.map(({ index, kind, detail, inputs, output, parameters, gflop }) => {
    const reads = inputs.map((input) => (input < 0 ? 'image' : input)).join(' ');
    const [channels, height, width] = output;
    const costs = [parameters > 0 ? grouped(parameters) : '', gflop > 0 ? gflop.toFixed(3) : ''];
    return [index, kind, detail, reads, `${width}×${height}×${channels}`, ...costs];
  });
  const table = boxTable(['layer', 'kind', '', 'reads', 'gives', 'parameters', 'GFLOP'], rows);
  return `${table}\n${summary(inspection).join('\n')}\n`;
}

function summary(inspection: Inspection): string[] {
  const { width, height, classes, parameters, gflop, expectedWeightBytes, weightBytes } = inspection;
  return [
    `Input ${width}×${height}, ${classes} classes${inspection.labels ? ` (${inspection.labels.length} names)` : ''}.`,
    `${grouped(parameters)} parameters, ${gflop.toFixed(1)} GFLOP a frame at ${width}×${height}.`,
    `A weights file must have ${grouped(expectedWeightBytes)} bytes: 20 of header and 4 for each parameter.`,
    ...(weightBytes === null
      ? []
      : [`The file given has ${grouped(weightBytes)} bytes${inspection.weightsFault === null ? ', as it must' : ''}.`]),
    'Files of one architecture and class count are equally long, whatever they were trained on and for how long: training changes the values of the parameters, never their number, and each is stored as four bytes, uncompressed.',
  ];
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
