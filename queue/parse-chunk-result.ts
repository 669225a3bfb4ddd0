import { type ChunkResult, chunkResultSchema } from '../shared/chunk-result.ts';
import { PayloadError } from '../shared/errors.ts';

/** What the store's 32-bit columns hold. */
const MAX_INTEGER = 2_147_483_647;
const MAX_COORDINATE = 1e9;

/**
 * Checks a message of the results queue.
 *
 * @throws {PayloadError} `PAYLOAD_INVALID`: the message can never be stored
 */
export function parseChunkResult(data: unknown): ChunkResult {
  const parsed = chunkResultSchema.safeParse(data);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new PayloadError(
      'PAYLOAD_INVALID',
      `Expected a chunk result, got one with ${faults.slice(0, 3).join('; ')}.`,
    );
  }
  const result = parsed.data;
  const { frames, frameCount, state, chunkIndex, firstFrameIndex, attempts } = result;
  if (state === 'stored' && frames.length !== frameCount) {
    throw new PayloadError(
      'PAYLOAD_INVALID',
      `Expected \`frames\` to have ${frameCount} entries (\`frameCount\`), got ${frames.length}.`,
    );
  }
  const integers = [chunkIndex, firstFrameIndex, frameCount, attempts, ...frames.flatMap(integersOf)];
  const tooLarge = integers.find((value) => value > MAX_INTEGER);
  if (tooLarge !== undefined) {
    throw new PayloadError('PAYLOAD_INVALID', `Expected indexes and counts up to ${MAX_INTEGER}, got ${tooLarge}.`);
  }
  const isFar = frames.some((frame) =>
    frame.detections.some(({ box }) => box.some((edge) => Math.abs(edge) > MAX_COORDINATE)),
  );
  if (isFar) throw new PayloadError('PAYLOAD_INVALID', `Expected box edges within ±${MAX_COORDINATE}, got one beyond.`);
  return result;
}

function integersOf({ frameIndex, detections }: ChunkResult['frames'][number]): number[] {
  return [frameIndex, ...detections.map(({ classId }) => classId)];
}
