import type { ScalingResult } from '../../../app/study/scaling/scaling.ts';
import type { Saturation, ScalingRow } from '../../../app/study/scaling/scaling-row.ts';
import { boxTable } from '../box-table.ts';
import { machineText } from './study-text.ts';

const COLUMNS: readonly (readonly [string, (row: ScalingRow) => string])[] = [
  ['detector', ({ detector }) => detector],
  ['workers', ({ workers }) => `${workers}`],
  ['frames/s', ({ framesPerSecond }) => framesPerSecond.toFixed(2)],
  ['efficiency', ({ efficiency }) => efficiency.toFixed(3)],
  ['queue latency ms', ({ queueLatencyMs }) => `${queueLatencyMs}`],
  ['waiting chunks', ({ waitingChunks }) => `${waitingChunks}`],
  ['Redis CPU %', ({ redisCpuPercent }) => redisCpuPercent.toFixed(1)],
  ['producer CPU %', ({ producerCpuPercent }) => producerCpuPercent.toFixed(1)],
  ['results CPU %', ({ resultsCpuPercent }) => resultsCpuPercent.toFixed(1)],
  ['workers CPU %', ({ workersCpuPercent }) => workersCpuPercent.toFixed(1)],
  ['machine CPU %', ({ machineCpuPercent }) => machineCpuPercent.toFixed(1)],
];

export function scalingTable(rows: readonly ScalingRow[]): { readonly head: string[]; readonly cells: string[][] } {
  return { head: COLUMNS.map(([name]) => name), cells: rows.map((row) => COLUMNS.map(([, cell]) => cell(row))) };
}

/** How workers scale, for people. */
export function scalingReport(result: ScalingResult): string {
  const { machine, rows } = result;
  const { head, cells } = scalingTable(rows);
  const lines = saturationLines(result);
  return [machineText(machine), scalingNote(result), boxTable(head, cells, { aligned: true }), ...lines, ''].join('\n');
}

/** What the two detectors are. */
export function scalingNote({ latencyMs, chunkFrames }: ScalingResult): string {
  return `sleeping: ${latencyMs} ms a frame, ${chunkFrames} frames a job, against what as many such workers can do at most; model: one thread, one frame a job, against one worker. Machine: of all its cores, others of one.`;
}

export function saturationLines({ saturation }: Pick<ScalingResult, 'saturation'>): string[] {
  return saturation.map(({ detector, workers, cause }: Saturation) =>
    workers === null
      ? `Saturation with a ${detector} detector: ${cause}.`
      : `Saturation with a ${detector} detector: from ${workers} workers on, by ${cause}.`,
  );
}
