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
  /** Why the optimised graph of the cache was not used; `null` when it was. */
  readonly cacheFault: string | null;
}

/**
 * A session on the optimised graph of the cache; where the cache cannot be used, on the graph itself, which takes longer
 * to load and shares no memory with other processes.
 *
 * @param home - holds the cache
 * @throws what the runtime says when it refuses the graph
 */
export async function openSession(graph: GraphOnDisk, home: string, options: SessionOptions): Promise<OpenedSession> {
  const { manifest, graphPath } = graph;
  const { type, width, height } = manifest.input;
  const isOwn = type === 'uint8';
  const identity = { modelSha256: manifest.modelSha256, size: isOwn ? { width, height } : null };
  try {
    // Graphs of others may scale whole planes, which the pass does not allow for.
    const path = await optimizedGraph(home, identity, graphPath, { propagateNchwc: isOwn });
    return { session: await create(path, 'disabled', options), cacheFault: null };
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
