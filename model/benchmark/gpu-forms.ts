import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWeights } from '../darknet/weights-file.ts';
import { compileNetwork } from '../ir/compile-network.ts';
import { GPU_FORM } from '../onnx/graph-form.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { BenchmarkProcess } from '../runtime/benchmark-process.ts';
import type { FormOptions } from './form-options.ts';

/** The graph for GPUs, and its convolutions alone, by the frames of a call. */
export const GPU_FORMS = [
  'gpu-1',
  'gpu-4',
  'gpu-8',
  'gpu-1-convolutions',
  'gpu-4-convolutions',
  'gpu-8-convolutions',
] as const;
export type GpuFormName = (typeof GPU_FORMS)[number];

export function isGpuForm(name: string): name is GpuFormName {
  return GPU_FORMS.some((form) => form === name);
}

/** A form on a GPU, in a process of its own. */
export async function startGpuProcess(
  name: GpuFormName,
  { network, weights, threads, folder: parent }: FormOptions,
): Promise<BenchmarkProcess> {
  const withoutActivations = name.endsWith('-convolutions');
  const folder = join(parent, withoutActivations ? 'gpu-convolutions' : 'gpu');
  const graphPath = join(folder, 'model.onnx');
  if ((await stat(graphPath).catch(() => null)) === null) {
    await mkdir(folder);
    const passes = { ...GPU_FORM.passes, withoutActivations };
    const graph = compileNetwork(network, readWeights(weights, network, 'weights'), passes);
    await writeFile(graphPath, onnxChunks(graph, {}, GPU_FORM.image));
  }
  const { width, height } = network.input;
  return BenchmarkProcess.ofGraph(name, {
    ...{ graphPath, threads, optimization: 'all', size: { width, height } },
    gpuBatch: Number(name.split('-')[1]),
  });
}
