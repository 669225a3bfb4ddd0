import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { Size } from '../../shared/geometry.ts';
import { type OnnxGraphEditor, withInputDims, withNodes } from '../onnx/onnx-graph-editor.ts';
import { blockSize } from './block-size.ts';
import { propagateNchwc } from './nchwc-propagation.ts';
import { OPTIMIZED_GRAPH, OPTIMIZED_WEIGHTS } from './optimized-files.ts';
import { DEFAULT_WINOGRAD, rewriteToWinograd, type WinogradOptions } from './winograd/winograd-rewrite.ts';

/** Constants below this stay in the graph file. */
const MIN_EXTERNAL_BYTES = 1024;
/** Saving a graph for one kind of CPU makes the runtime warn; the cache's key takes care of that. */
const ERRORS_ONLY = 3;

export interface OptimizeOptions {
  /** Whether element-wise operators stay in the convolutions' layout; right only for graphs that never broadcast planes. */
  readonly propagateNchwc: boolean;
  /** Of the one picture that a call takes, channels last; `null`: as the file says. */
  readonly size: Size | null;
  /** Which convolutions are done in Winograd's form; only where `propagateNchwc` and `size` are given. */
  readonly winograd?: WinogradOptions;
}

/**
 * Writes ONNX Runtime's optimised form of a graph into a folder, its weights in a file that processes can share.
 *
 * @param graphPath - an ONNX file
 * @throws what the runtime says when it refuses the graph
 */
export async function optimizeGraph(graphPath: string, folder: string, options: OptimizeOptions): Promise<void> {
  const draft = join(folder, 'draft');
  await mkdir(draft);
  const source = options.size === null ? graphPath : join(draft, 'sized.onnx');
  if (options.size !== null) await writeSized(graphPath, source, options.size);
  await optimised(source, 'all', options.propagateNchwc ? draft : folder);
  if (options.propagateNchwc) await finishBlocked(draft, folder, options);
  await rm(draft, { recursive: true });
}

async function writeSized(graphPath: string, target: string, { width, height }: Size): Promise<void> {
  await writeFile(target, withInputDims(await readFile(graphPath), [1, height, width, 3]));
}

async function finishBlocked(
  draft: string,
  folder: string,
  { size, winograd = DEFAULT_WINOGRAD }: OptimizeOptions,
): Promise<void> {
  const block = await blockSize();
  const path = join(draft, OPTIMIZED_GRAPH);
  const passes = (file: OnnxGraphEditor) => {
    const nodes = propagateNchwc(file);
    return block && size ? rewriteToWinograd({ ...file, nodes }, size, block, winograd) : nodes;
  };
  await writeFile(path, withNodes(await readFile(path), passes));
  // What the passes left to be computed from constants is computed here once, and not whenever the graph is loaded.
  await optimised(path, 'basic', folder);
}

async function optimised(graphPath: string, level: 'all' | 'basic', folder: string): Promise<void> {
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
    },
  };
  const session = await InferenceSession.create(graphPath, settings);
  await session.release();
}
