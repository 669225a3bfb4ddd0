import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FramefleetError } from '../../shared/errors.ts';
import { readWeights } from '../darknet/weights-file.ts';
import { type CompileOptions, compileNetwork } from '../ir/compile-network.ts';
import { foldBatchNorm } from '../ir/fold-batch-norm.ts';
import { forwardSingleInputs } from '../ir/forward-single-inputs.ts';
import { graphFromNetwork } from '../ir/from-network.ts';
import { withoutActivations } from '../ir/without-activations.ts';
import { quantizedOnnxChunks } from '../onnx/quantized-nodes.ts';
import { onnxChunks } from '../onnx/write-onnx.ts';
import { collectActivationStats } from '../quantization/collect-activation-stats.ts';
import { ownWeightBits } from '../quantization/cpu-weight-bits.ts';
import { quantizeGraph } from '../quantization/quantize-graph.ts';
import { BenchmarkProcess } from '../runtime/benchmark-process.ts';
import { type OptimizedForm, optimizeGraph } from '../runtime/optimize-graph.ts';
import { OPTIMIZED_GRAPH } from '../runtime/optimized-files.ts';
import { noiseFrame } from '../runtime/probe-frames.ts';
import type { FormOptions } from './form-options.ts';
import { type GpuFormName, isGpuForm, startGpuProcess } from './gpu-forms.ts';

/** The forms that take part: first the naive graph, which ratios refer to. */
export const FORMS = ['naive', 'fp32', 'int8', 'fp32-convolutions', 'int8-convolutions'] as const;

/** Those beside which a GPU's forms are timed. */
export const FORMS_BESIDE_GPU = ['naive', 'fp32'] as const;

/** The same with what each pass adds between the naive graph and `fp32`, and with the floor of straight convolutions. */
export const FORMS_BY_PASS: readonly FormName[] = [
  'naive',
  'one-sigmoid',
  'nchwc',
  'softsign',
  'fp32',
  'int8',
  'straight-convolutions',
  'fp32-convolutions',
  'int8-convolutions',
];

interface FloatForm {
  readonly passes: Partial<CompileOptions>;
  /** `null`: as usual exports are run, which the runtime optimises while it loads them. */
  readonly optimized: OptimizedForm | null;
}

const FLOAT_FORMS = {
  naive: { passes: { mish: 'naive' }, optimized: null },
  'one-sigmoid': { passes: { mish: 'sigmoid' }, optimized: 'runtime' },
  nchwc: { passes: { mish: 'sigmoid' }, optimized: 'nchwc' },
  softsign: { passes: {}, optimized: 'nchwc' },
  fp32: { passes: {}, optimized: 'winograd' },
  'straight-convolutions': { passes: { withoutActivations: true }, optimized: 'nchwc' },
  'fp32-convolutions': { passes: { withoutActivations: true }, optimized: 'winograd' },
} satisfies Record<string, FloatForm>;

export type FormName = keyof typeof FLOAT_FORMS | 'int8' | 'int8-convolutions' | GpuFormName;

/** A form of a network in a process of its own; `null` for integers where the network cannot be computed in them. */
export async function startBenchmarkProcess(name: FormName, options: FormOptions): Promise<BenchmarkProcess | null> {
  if (isGpuForm(name)) return startGpuProcess(name, options);
  if (name === 'int8' || name === 'int8-convolutions') {
    const chunks = await integerChunks(options, name === 'int8-convolutions');
    return chunks && start(name, chunks, 'winograd', options);
  }
  const { passes, optimized }: FloatForm = FLOAT_FORMS[name];
  const { network, weights } = options;
  const graph = compileNetwork(network, readWeights(weights, network, 'weights'), passes);
  return start(name, onnxChunks(graph, {}), optimized, options);
}

/** Calibrated on one frame of noise: that makes wrong answers, and takes the same time. */
async function integerChunks(
  { network, weights, threads }: FormOptions,
  isBare: boolean,
): Promise<Iterable<Uint8Array> | null> {
  const complete = forwardSingleInputs(graphFromNetwork(network, readWeights(weights, network, 'weights')));
  const graph = foldBatchNorm(isBare ? withoutActivations(complete) : complete);
  const anchors = network.yoloLayers.map((layer) => layer.anchors.length);
  const { stats } = await collectActivationStats(graph, [noiseFrame(network.input)], threads);
  const options = {
    method: 'min-max',
    weightBits: await ownWeightBits(),
    correctBiases: true,
    floatLayers: new Set<number>(),
  } as const;
  try {
    return quantizedOnnxChunks(quantizeGraph(graph, stats, anchors, options), {});
  } catch (error) {
    if (error instanceof FramefleetError && error.code === 'MODEL_INVALID') return null;
    throw error;
  }
}

async function start(
  name: FormName,
  chunks: Iterable<Uint8Array>,
  form: OptimizedForm | null,
  { network, threads, folder: parent }: FormOptions,
): Promise<BenchmarkProcess> {
  const folder = join(parent, name);
  await mkdir(folder);
  const written = join(folder, 'model.onnx');
  await writeFile(written, chunks);
  const { width, height } = network.input;
  if (form) await optimizeGraph(written, folder, { form, size: { width, height } });
  return BenchmarkProcess.ofGraph(name, {
    graphPath: form ? join(folder, OPTIMIZED_GRAPH) : written,
    optimization: form ? 'disabled' : 'all',
    threads,
    size: { width, height },
    gpuBatch: null,
  });
}
