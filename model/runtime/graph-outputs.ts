import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Size } from '../../shared/geometry.ts';
import { usableCores } from './cpu-quota.ts';

/** What a graph makes of a frame, by name of the output. */
export type GraphOutputs = ReadonlyMap<string, GraphOutput>;

export interface GraphOutput {
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

/**
 * What a graph makes of some frames; the runtime optimises nothing, and leaves no memory behind.
 *
 * @param graphPath - an ONNX file of one input, bytes `[1, height, width, 3]`
 * @throws what the runtime says when it refuses the graph
 */
export async function graphOutputs(
  graphPath: string,
  frames: readonly Uint8Array[],
  { width, height }: Size,
): Promise<GraphOutputs[]> {
  const session = await InferenceSession.create(graphPath, {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'disabled',
    intraOpNumThreads: usableCores(),
    logSeverityLevel: 3,
    enableCpuMemArena: false,
    enableMemPattern: false,
  });
  try {
    const found: GraphOutputs[] = [];
    for (const frame of frames) {
      const results = await session.run({
        [session.inputNames[0]!]: new Tensor('uint8', frame, [1, height, width, 3]),
      });
      const outputs = Object.entries(results).map(([name, { dims, data }]): [string, GraphOutput] => {
        return [name, { dims, values: Float32Array.from(data as Float32Array) }];
      });
      found.push(new Map(outputs));
    }
    return found;
  } finally {
    await session.release();
  }
}
