import type { Device } from '../../shared/device.ts';
import { messageOf } from '../../shared/errors.ts';
import { graphFile, type ResolvedModel } from '../files/resolved-model.ts';
import { GraphSession } from './graph-session.ts';
import { optimizedGraph } from './optimized-graph-cache.ts';

/** How a session uses the machine. */
export interface SessionOptions {
  readonly threads: number;
  /** Whether idle threads of the runtime spin; off where workers share cores. */
  readonly allowSpinning: boolean;
  /** Absent: the CPU. */
  readonly device?: Device;
}

export interface OpenedSession {
  readonly session: GraphSession;
  /** Frames of every call. */
  readonly batch: number;
  /** Why the model does not run in its fastest form, from the cache; `null` when it does. */
  readonly cacheFault: string | null;
}

/** Larger batches gain next to nothing on a CPU (docs/speed.md). */
const CPU_BATCH = 1;

/**
 * A session on the optimised graph of the cache, whoever made the graph: what an optimised graph gives was held against what the
 * graph gives. Where none gives the same, the session is on the graph as it is. Where the cache cannot be used, it is on what the
 * runtime makes of the graph by itself, which takes longer to load and shares no memory with other processes.
 *
 * On a GPU it is on the graph as it is, which the runtime makes kernels of.
 *
 * @param home - holds the cache
 * @throws what the runtime says when it refuses the graph, or finds no GPU
 */
export async function openSession(model: ResolvedModel, home: string, options: SessionOptions): Promise<OpenedSession> {
  if (options.device === 'gpu') {
    const { openGpuSession } = await import('./open-gpu-session.ts');
    return openGpuSession(model);
  }
  const { modelSha256, input } = model.manifest;
  const graph = graphFile(model);
  const identity = { modelSha256, size: { width: input.width, height: input.height } };
  try {
    const { path, fault } = await optimizedGraph(home, identity, graph);
    const session = await GraphSession.open(path ?? graph, { ...options, optimization: 'disabled' });
    return { session, batch: CPU_BATCH, cacheFault: fault };
  } catch (error) {
    return { session: await GraphSession.open(graph, options), batch: CPU_BATCH, cacheFault: messageOf(error) };
  }
}
