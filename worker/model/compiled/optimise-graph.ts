import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import type { Size } from '../../../shared/geometry.ts';
import { blockSize } from './block-size.ts';
import { withInputDims, withNodes } from './graph-file.ts';
import { keepBlocked } from './keep-blocked.ts';
import { OPTIMISED_GRAPH, OPTIMISED_WEIGHTS } from './optimised-files.ts';

/** Constants below this stay in the graph file. */
const MIN_EXTERNAL_BYTES = 1024;
/** Saving a graph for one kind of CPU makes the runtime warn; the cache's key takes care of that. */
const ERRORS_ONLY = 3;

export interface OptimiseOptions {
  /** Whether element-wise operators stay in the convolutions' layout; right only for graphs that never broadcast planes. */
  readonly keepBlocked: boolean;
  /** Of the one picture that a call takes, channels last; `null`: as the file says. */
  readonly size: Size | null;
}

/**
 * Writes ONNX Runtime's optimised form of a graph into a folder, its weights in a file that processes can share.
 *
 * @param graphPath - an ONNX file
 * @throws what the runtime says when it refuses the graph
 */
export async function optimiseGraph(graphPath: string, folder: string, options: OptimiseOptions): Promise<void> {
  const path = join(folder, OPTIMISED_GRAPH);
  const { size } = options;
  const graph = size && withInputDims(await readFile(graphPath), [1, size.height, size.width, 3]);
  const settings: InferenceSession.SessionOptions = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    intraOpNumThreads: 1,
    logSeverityLevel: ERRORS_ONLY,
    enableCpuMemArena: false,
    optimizedModelFilePath: path,
    extra: {
      session: {
        optimized_model_external_initializers_file_name: OPTIMISED_WEIGHTS,
        optimized_model_external_initializers_min_size_in_bytes: String(MIN_EXTERNAL_BYTES),
        disable_prepacking: '1',
      },
    },
  };
  const session = await (graph
    ? InferenceSession.create(graph, settings)
    : InferenceSession.create(graphPath, settings));
  await session.release();
  if (!options.keepBlocked) return;
  const block = await blockSize();
  await writeFile(
    path,
    withNodes(await readFile(path), (graph) => keepBlocked(graph, block)),
  );
}
