import { messageOf } from '../../shared/errors.ts';
import { graphFile, type ResolvedModel } from '../files/resolved-model.ts';
import { type GpuOptions, GraphSession } from './graph-session.ts';

/** Frames of a call: the fewest milliseconds a frame of YOLOv4 (docs/gpu.md). */
const GPU_BATCH = 4;

/**
 * A session of fixed batch and size on a GPU. Its kernels are compiled before it is handed out.
 *
 * @throws what the runtime says when it finds no GPU or refuses the graph
 */
export async function openGpuSession(
  model: ResolvedModel,
): Promise<{ readonly session: GraphSession; readonly batch: number; readonly cacheFault: string | null }> {
  const { width, height, maxBatch } = model.manifest.input;
  const size = { width, height };
  const batch = Math.min(GPU_BATCH, maxBatch ?? GPU_BATCH);
  const graph = graphFile(model);
  const open = (mayFallBack: boolean) =>
    GraphSession.open(graph, { threads: 1, gpu: { batch, size, mayFallBack } satisfies GpuOptions });
  let cacheFault: string | null = null;
  const session = await open(false).catch((error: unknown) => {
    cacheFault = `operators without a kernel on the GPU run on the CPU: ${messageOf(error)}`;
    return open(true);
  });
  await session.run(new Uint8Array(batch * width * height * 3), size, batch);
  return { session, batch, cacheFault };
}
