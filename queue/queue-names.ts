import type { Priority } from '../shared/priority.ts';

/**
 * Names in Redis. All keys carry one hash tag, so that on a Cluster they lie in one slot and one script may touch several.
 */
export interface QueueNames {
  /** BullMQ's key prefix. */
  readonly prefix: string;
  readonly frames: string;
  readonly results: string;
  /** Single pictures, which overtake all frames. */
  readonly pictures: string;
  /** Bytes waiting over all producers: hash of chunk id → bytes, and their sum. */
  readonly payloadSizes: string;
  readonly payloadTotal: string;
  payloadKey(chunkId: string): string;
  /** Of payloads that lie in files of this machine: hash of chunk id → path. */
  readonly payloadFiles: string;
  /** A payload while it is put; expires. */
  incomingKey(chunkId: string): string;
  /** The runs that wait for room, a sorted set in the order in which they are let in, and a hash of what each asks for. */
  roomKeys(priority: Priority): readonly [line: string, sizes: string];
  /** A picture as it is stored; expires. */
  pictureKey(pictureId: string): string;
  /** List of the answers that somebody waits for; expires. */
  answersKey(callerId: string): string;
  /** The generation of a run whose chunks are put at present. */
  generationKey(runId: string): string;
  /** Set of the ids of workers; what each says of itself lies under a key that expires. */
  readonly workers: string;
  workerKey(workerId: string): string;
}

/** The namespace of those who name none. */
export const DEFAULT_NAMESPACE = 'framefleet';

/** @param namespace - keeps several fleets (or tests) on one Redis apart */
export function queueNames(namespace = DEFAULT_NAMESPACE): QueueNames {
  const prefix = `{${namespace}}`;
  return {
    prefix,
    frames: 'frames',
    results: 'results',
    pictures: 'pictures',
    payloadSizes: `${prefix}:payload-sizes`,
    payloadTotal: `${prefix}:payload-total`,
    payloadFiles: `${prefix}:payload-files`,
    roomKeys: (priority) => [`${prefix}:room-line:${priority}`, `${prefix}:room-sizes:${priority}`],
    payloadKey: (chunkId) => `${prefix}:payload:${chunkId}`,
    incomingKey: (chunkId) => `${prefix}:incoming:${chunkId}`,
    pictureKey: (pictureId) => `${prefix}:picture:${pictureId}`,
    answersKey: (callerId) => `${prefix}:answers:${callerId}`,
    generationKey: (runId) => `${prefix}:generation:${runId}`,
    workers: `${prefix}:workers`,
    workerKey: (workerId) => `${prefix}:worker:${workerId}`,
  };
}
