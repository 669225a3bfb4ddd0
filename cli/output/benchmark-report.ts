import type { BenchmarkResult } from '../../app/benchmark.ts';
import { FLOORS } from '../../model/benchmark/floors.ts';
import { boxTable } from './box-table.ts';

/** A bench for people. @param gflop - operations of a frame, in 10⁹ */
export function benchmarkReport({ model, size, threads, synthetic, rows }: BenchmarkResult, gflop: number): string {
  const cells = rows.map((row) => {
    const floor = rows.find(({ name }) => name === FLOORS[row.name]);
    return [
      row.name,
      row.milliseconds.toFixed(1),
      row.framesPerSecond.toFixed(2),
      row.name.startsWith('gpu-') ? '' : (row.framesPerSecond / threads).toFixed(2),
      (gflop * row.framesPerSecond).toFixed(0),
      row.ratioToNaive.toFixed(2),
      floor ? `${((100 * floor.milliseconds) / row.milliseconds).toFixed(0)} %` : '',
      row.loadMilliseconds.toFixed(0),
      row.privateMegabytes?.toFixed(0) ?? '',
    ];
  });
  const head = ['', 'ms', 'frames/s', 'a core', 'GFLOP/s', '× naive', 'of floor', 'load ms', 'private MB'];
  const weights = synthetic ? 'synthetic weights: it detects nothing, its speed is the real one' : 'its own weights';
  const table = boxTable(head, cells, { aligned: true });
  return `${model} at ${size}, ${threads} thread${threads === 1 ? '' : 's'}, ${weights}.\n${table}\n`;
}
