import { z } from 'zod';
import { chunkAccountSchema, chunkResultSchema, resultMessageSchema } from '../shared/chunk-result.ts';
import { type PackedResult, packed } from '../shared/packed-result.ts';
import { faultOfFrames, faultOfNumbers } from './result-faults.ts';
import { unpackedNumbers } from './result-message.ts';

export interface ReadResult {
  /** As it came; `failed` where it is refused; `null` where it is refused and does not even say which frames it is about. */
  readonly result: PackedResult | null;
  /** Why it is refused; `null` when it is not. */
  readonly refusal: string | null;
}

/** Reads a message of the results queue. What can never be stored as it is becomes a failure of its frames, with the reason. */
export function readChunkResult(message: unknown): ReadResult {
  const read = isPacked(message) ? readPacked(message) : readUnpacked(message);
  const refusal = typeof read === 'string' ? read : (faultOfFrames(read) ?? faultOfNumbers(read));
  if (typeof read !== 'string' && refusal === null) return { result: read, refusal };
  const { data: account } = chunkAccountSchema.safeParse(message);
  if (!account) return { result: null, refusal };
  const { workerId, attempts } = senderSchema.parse(message);
  const outcome = { state: 'failed' as const, error: refusal, inferenceMs: 0, failures: [] };
  const nothing = { frames: [], labels: [], numbers: new Float64Array() };
  return { result: { ...account, workerId, attempts, ...outcome, ...nothing }, refusal };
}

/** Workers of older versions sent what frames hold as objects. */
function isPacked(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'numbers' in message;
}

/** @returns the reason where it cannot be read */
function readPacked(message: unknown): PackedResult | string {
  const { data, error } = resultMessageSchema.safeParse(message);
  if (error) return faultsOf(error);
  const numbers = unpackedNumbers(data);
  if (numbers !== null) return { ...data, numbers };
  return 'Expected `numbers` to hold as many as `detectionCount` of the frames says, in base64, got others.';
}

/** @returns the reason where it cannot be read */
function readUnpacked(message: unknown): PackedResult | string {
  const { data, error } = chunkResultSchema.safeParse(message);
  return error ? faultsOf(error) : packed(data);
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
