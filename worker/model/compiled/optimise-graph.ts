import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { withNodes } from './graph-file.ts';
import { keepBlocked } from './keep-blocked.ts';
import { OPTIMISED_GRAPH, OPTIMISED_WEIGHTS } from './optimised-files.ts';

/** Constants below this stay in the graph file. */
const MIN_EXTERNAL_BYTES = 1024;
/** Saving a graph for one kind of CPU makes the runtime warn; the cache's key takes care of that. */
const ERRORS_ONLY = 3;

export interface OptimiseOptions {
  /** Whether element-wise operators stay in the convolutions' layout; right only for graphs that never broadcast planes. */
  readonly keepBlocked: boolean;
}

/**
 * Writes ONNX Runtime's optimised form of a graph into a folder, its weights in a file that processes can share.
 *
 * @param graphPath - an ONNX file
 * @throws what the runtime says when it refuses the graph
 */
export async function optimiseGraph(graphPath: string, folder: string, options: OptimiseOptions): Promise<void> {
  const path = join(folder, OPTIMISED_GRAPH);
  const session = await InferenceSession.create(graphPath, {
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
  });
  await session.release();
  if (options.keepBlocked) await writeFile(path, withNodes(await readFile(path), keepBlocked));
}
