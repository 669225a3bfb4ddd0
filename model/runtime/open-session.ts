import { InferenceSession } from 'onnxruntime-node';
import { messageOf } from '../../shared/errors.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import { optimizedGraph } from './optimized-graph-cache.ts';

/** How a session uses the machine. */
export interface SessionOptions {
  readonly threads: number;
  /** Whether idle threads of the runtime spin; off where workers share cores. */
  readonly allowSpinning: boolean;
}

/** A model on disk. */
export interface GraphOnDisk {
  readonly manifest: ModelManifest;
  /** The ONNX file that belongs to `manifest`. */
  readonly graphPath: string;
}

export interface OpenedSession {
  readonly session: InferenceSession;
  /** Why the model does not run in its fastest form, from the cache; `null` when it does. */
  readonly cacheFault: string | null;
}

/**
 * A session on the optimised graph of the cache, whoever made the graph: what an optimised graph gives was held against what the
 * graph gives. Where none gives the same, the session is on the graph as it is. Where the cache cannot be used, it is on what the
 * runtime makes of the graph by itself, which takes longer to load and shares no memory with other processes.
 *
 * @param home - holds the cache
 * @throws what the runtime says when it refuses the graph
 */
export async function openSession(graph: GraphOnDisk, home: string, options: SessionOptions): Promise<OpenedSession> {
  const { manifest, graphPath } = graph;
  const { width, height } = manifest.input;
  const identity = { modelSha256: manifest.modelSha256, size: { width, height } };
  try {
    const { path, fault } = await optimizedGraph(home, identity, graphPath);
    return { session: await create(path ?? graphPath, 'disabled', options), cacheFault: fault };
  } catch (error) {
    return { session: await create(graphPath, 'all', options), cacheFault: messageOf(error) };
  }
}

function create(path: string, level: 'disabled' | 'all', { threads, allowSpinning }: SessionOptions) {
  return InferenceSession.create(path, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: level,
    enableMemPattern: false, // planned memory is as fast, and takes half as much again (docs/speed.md)
    // Threads spin within an inference, not after it: then the cores are the decoder's and the queue's.
    extra: { session: { intra_op: { allow_spinning: allowSpinning ? '1' : '0' }, force_spinning_stop: '1' } },
  });
}
