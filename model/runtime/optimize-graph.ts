import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { Size } from '../../shared/geometry.ts';
import { withInputDims } from '../onnx/input-dims.ts';
import { type OnnxGraphEditor, withNodes } from '../onnx/onnx-graph-editor.ts';
import { KEEPS_FLOATS } from './graph-session.ts';
import { nchwcBlockSize } from './nchwc-layout.ts';
import { propagateNchwc } from './nchwc-propagation.ts';
import { OPTIMIZED_GRAPH, OPTIMIZED_WEIGHTS } from './optimized-files.ts';
import { DEFAULT_WINOGRAD, rewriteToWinograd, type WinogradOptions } from './winograd/winograd-rewrite.ts';

/** Constants below this stay in the graph file. */
const MIN_EXTERNAL_BYTES = 1024;
/** Saving a graph for one kind of CPU makes the runtime warn; the cache's key takes care of that. */
const ERRORS_ONLY = 3;

/**
 * How far a graph is optimised, each with all of the one after it: `winograd`, convolutions in Winograd's form; `nchwc`, operators
 * between convolutions in their layout; `runtime`, what ONNX Runtime does by itself.
 */
export const OPTIMIZED_FORMS = ['winograd', 'nchwc', 'runtime'] as const;
export type OptimizedForm = (typeof OPTIMIZED_FORMS)[number];

export interface OptimizeOptions {
  readonly form: OptimizedForm;
  /** Of the one picture that a call takes, channels last. */
  readonly size: Size;
  /** Which convolutions are done in Winograd's form, where that is asked for. */
  readonly winograd?: WinogradOptions;
}

/**
 * Writes an optimised form of a graph into a folder, its weights in a file that processes can share.
 *
 * @param graphPath - an ONNX file of one input, `[N, height, width, 3]`
 * @throws what the runtime says when it refuses the graph
 */
export async function optimizeGraph(graphPath: string, folder: string, options: OptimizeOptions): Promise<void> {
  const draft = join(folder, 'draft');
  await mkdir(draft);
  const source = join(draft, 'sized.onnx');
  await writeSized(graphPath, source, options.size);
  const isRuntimeOnly = options.form === 'runtime';
  await writeOptimized(source, 'all', isRuntimeOnly ? folder : draft);
  if (!isRuntimeOnly) await rewriteNodes(draft, folder, options);
  await rm(draft, { recursive: true });
}

async function writeSized(graphPath: string, target: string, { width, height }: Size): Promise<void> {
  await writeFile(target, withInputDims(await readFile(graphPath), [1, height, width, 3]));
}

async function rewriteNodes(
  draft: string,
  folder: string,
  { form, size, winograd = DEFAULT_WINOGRAD }: OptimizeOptions,
): Promise<void> {
  const block = form === 'winograd' ? await nchwcBlockSize() : null;
  const path = join(draft, OPTIMIZED_GRAPH);
  const passes = (graph: OnnxGraphEditor) => {
    const nodes = propagateNchwc(graph, size);
    return block === null ? nodes : rewriteToWinograd({ ...graph, nodes }, size, block, winograd);
  };
  await writeFile(path, withNodes(await readFile(path), passes));
  // What the passes left to be computed from constants is computed here once, and not whenever the graph is loaded.
  await writeOptimized(path, 'basic', folder);
}

async function writeOptimized(graphPath: string, level: 'all' | 'basic', folder: string): Promise<void> {
  const settings: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: level,
    intraOpNumThreads: 1,
    logSeverityLevel: ERRORS_ONLY,
    enableCpuMemArena: false,
    optimizedModelFilePath: join(folder, OPTIMIZED_GRAPH),
    extra: {
      session: {
        optimized_model_external_initializers_file_name: OPTIMIZED_WEIGHTS,
        optimized_model_external_initializers_min_size_in_bytes: String(MIN_EXTERNAL_BYTES),
        disable_prepacking: '1',
      },
      ...KEEPS_FLOATS,
    },
  };
  const session = await InferenceSession.create(graphPath, settings);
  await session.release();
}
