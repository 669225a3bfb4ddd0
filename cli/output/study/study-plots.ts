import type { ScalingResult } from '../../../app/study/scaling/scaling.ts';
import type { StudyResult } from '../../../app/study/study.ts';
import type { StudyRow, StudySetting } from '../../../app/study/study-row.ts';
import { bars, lines } from './plots.ts';

/** The figures of a study as plots, each an SVG. */
export function studyPlots({ rows, layouts }: StudyResult): Promise<string[]> {
  const alone = rows.filter(({ processes }) => processes === 1);
  const pictures = alone.map((row) => ({ row, group: pictureOf(row), series: inferenceOf(row) }));
  const counted = rows.filter(({ scale, gray }) => scale === 1 && !gray);
  const byCount = (value: (row: StudyRow) => number) =>
    counted.map((row) => ({ x: row.processes, series: inferenceOf(row), value: value(row) }));
  const count = 'processes';
  return Promise.all([
    bars({
      title: 'CPU of one process',
      data: pictures.map(({ row, ...place }) => ({ ...place, value: row.cpuPercent })),
      unit: '% of one core',
    }),
    bars({
      title: 'FPS_sub of one process',
      data: pictures.map(({ row, ...place }) => ({ ...place, value: row.fpsSub })),
      unit: 'frames/s',
    }),
    lines({
      ...{ title: 'CPU of all processes', unit: '% of one core', x: count, isLogarithmic: false },
      data: byCount(({ processes, cpuPercent }) => processes * cpuPercent),
    }),
    lines({
      ...{ title: 'Frames processed by all', unit: 'frames/s', x: count, isLogarithmic: false },
      data: byCount(({ processes, fpsSub }) => processes * fpsSub),
    }),
    bars({
      title: 'The model alone, by workers × threads',
      data: layouts.map(({ workers, threads, framesPerSecond: value }) => ({
        ...{ group: `${workers} × ${threads}`, series: 'frames/s together', value },
      })),
      unit: 'frames/s',
    }),
  ]);
}

/** How workers scale as plots, each an SVG. */
export function scalingPlots({ rows, latencyMs }: ScalingResult): Promise<string[]> {
  const sleeping = rows.filter(({ detector }) => detector === 'sleeping');
  const model = rows.filter(({ detector }) => detector === 'model');
  const x = 'workers';
  return Promise.all([
    lines({
      ...{ title: `Workers that sleep ${latencyMs} ms a frame`, unit: 'frames/s', x, isLogarithmic: true },
      data: sleeping.flatMap(({ workers, framesPerSecond }) => [
        { x: workers, series: 'measured', value: framesPerSecond },
        { x: workers, series: 'linear', value: (workers * 1000) / latencyMs },
      ]),
    }),
    lines({
      ...{ title: 'Efficiency', unit: 'of linear', x, isLogarithmic: false },
      data: rows.map(({ workers, detector, efficiency }) => ({ x: workers, series: detector, value: efficiency })),
    }),
    lines({
      ...{ title: 'Queue latency', unit: 'ms', x, isLogarithmic: false },
      data: sleeping.map(({ workers, queueLatencyMs }) => ({
        x: workers,
        series: 'put → in hand',
        value: queueLatencyMs,
      })),
    }),
    lines({
      ...{ title: 'Who takes the CPU, sleeping workers', unit: '% of one core', x, isLogarithmic: false },
      data: sleeping.flatMap((row) => [
        { x: row.workers, series: 'Redis', value: row.redisCpuPercent },
        { x: row.workers, series: 'producer', value: row.producerCpuPercent },
        { x: row.workers, series: 'results', value: row.resultsCpuPercent },
        { x: row.workers, series: 'workers', value: row.workersCpuPercent },
      ]),
    }),
    lines({
      ...{ title: 'Workers that infer', unit: 'frames/s', x, isLogarithmic: false },
      data: model.map(({ workers, framesPerSecond }) => ({ x: workers, series: 'measured', value: framesPerSecond })),
    }),
  ]);
}

function pictureOf({ scale, gray }: StudySetting): string {
  return `${scale === 1 ? 'full' : 'one tenth'}, ${gray ? 'gray' : 'colour'}`;
}

function inferenceOf({ inference, device }: StudySetting): string {
  return inference ? `inference (${device})` : 'no inference';
}
