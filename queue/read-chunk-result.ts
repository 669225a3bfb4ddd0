import { z } from 'zod';
import { type ChunkResult, chunkAccountSchema, chunkResultSchema } from '../shared/chunk-result.ts';

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
  const { data: result, error } = chunkResultSchema.safeParse(message);
  const refusal = error ? faultsOf(error) : faultOf(result);
  if (refusal === null) return { result: result ?? null, refusal };
  const { data: account } = chunkAccountSchema.safeParse(message);
  if (!account) return { result: null, refusal };
  const { workerId, attempts } = senderSchema.parse(message);
  const outcome = { state: 'failed' as const, error: refusal, inferenceMs: 0, frames: [], failures: [] };
  return { result: { ...account, workerId, attempts, ...outcome }, refusal };
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
function faultOf({ state, frames, failures, frameCount }: ChunkResult): string | null {
  const indexes = new Set([...frames, ...failures].map(({ frameIndex }) => frameIndex));
  const counted = frames.length + failures.length;
  if (state === 'stored' && (counted !== frameCount || indexes.size !== frameCount)) {
    return `Expected \`frames\` and \`failures\` to have ${frameCount} entries (\`frameCount\`), one for each frame, got ${counted} of ${indexes.size} frames.`;
  }
  const edges = frames.flatMap(({ detections }) => detections.flatMap(({ box }) => box));
  const far = edges.find((edge) => Math.abs(edge) > MAX_COORDINATE);
  return far === undefined ? null : `Expected box edges within ±${MAX_COORDINATE}, got ${far}.`;
}
