import { z } from 'zod';
import { type ChunkResult, chunkAccountSchema, chunkResultSchema } from '../shared/chunk-result.ts';
import type { FrameDetections } from '../shared/detection.ts';
import { isFrameDetections, isListOf } from '../shared/is-frame-detections.ts';

/** No frame is so large; edges beyond are a model gone astray. */
const MAX_COORDINATE = 1e9;

export interface ReadResult {
  /** As it came; `failed` where it is refused; `null` where it is refused and does not even say which frames it is about. */
  readonly result: ChunkResult | null;
  /** Why it is refused; `null` when it is not. */
  readonly refusal: string | null;
}

/** Reads a message of the results queue. What can never be stored as it is becomes a failure of its frames, with the reason. */
export function readChunkResult(message: unknown): ReadResult {
  const { data: result, error } = parseResult(message);
  const refusal = error ? faultsOf(error) : faultOf(result);
  if (refusal === null) return { result: result ?? null, refusal };
  const { data: account } = chunkAccountSchema.safeParse(message);
  if (!account) return { result: null, refusal };
  const { workerId, attempts } = senderSchema.parse(message);
  const outcome = { state: 'failed' as const, error: refusal, inferenceMs: 0, frames: [], failures: [] };
  return { result: { ...account, workerId, attempts, ...outcome }, refusal };
}

const headSchema = chunkResultSchema.unwrap().omit({ frames: true });

/** As `chunkResultSchema` does; frames, which are nearly all of a message, are checked by hand. */
function parseResult(message: unknown): z.ZodSafeParseResult<ChunkResult> {
  const { success, data: head } = headSchema.safeParse(message);
  if (success) {
    const { frames } = message as { readonly frames: unknown };
    if (isListOf(frames, isFrameDetections)) return { success, data: { ...head, frames } };
  }
  return chunkResultSchema.safeParse(message);
}

/** Who sent it, as far as that can be read. */
const senderSchema = z.object({
  workerId: z.string().max(200).catch('unknown'),
  attempts: chunkResultSchema.unwrap().shape.attempts.catch(1),
});

function faultsOf(error: z.ZodError): string {
  const faults = error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
  return `Expected a chunk result, got one with ${faults.join('; ')}.`;
}

/** What the schema cannot say. */
function faultOf({ state, frames, failures, carried = [], chunkIndex, frameCount }: ChunkResult): string | null {
  const indexes = new Set([...frames, ...failures, ...carried].map(({ frameIndex }) => frameIndex));
  const counted = frames.length + failures.length + carried.length;
  if (state === 'stored' && (counted !== frameCount || indexes.size !== frameCount)) {
    return `Expected \`frames\`, \`failures\` and \`carried\` to have ${frameCount} entries (\`frameCount\`), one for each frame, got ${counted} of ${indexes.size} frames.`;
  }
  const odd = carried.find(({ frameIndex, from }) => from.frameIndex >= frameIndex || from.chunkIndex > chunkIndex);
  if (odd) {
    return `Expected frames in \`carried\` to be the same as earlier ones, got frame ${odd.frameIndex} for ${odd.from.frameIndex} of chunk ${odd.from.chunkIndex}.`;
  }
  const far = farEdge(frames);
  return far === undefined ? null : `Expected box edges within ±${MAX_COORDINATE}, got ${far}.`;
}

function farEdge(frames: readonly FrameDetections[]): number | undefined {
  for (const { detections } of frames) {
    for (const { box } of detections) {
      for (const edge of box) if (Math.abs(edge) > MAX_COORDINATE) return edge;
    }
  }
  return undefined;
}
