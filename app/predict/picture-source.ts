import { BullMqPictureQueue } from '../../queue/bullmq-picture-queue.ts';
import { queueNames } from '../../queue/queue-names.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import type { PictureQueue } from '../../shared/picture.ts';

/** Where pictures are asked. */
export interface PictureSource {
  readonly queue: PictureQueue;
  /** Aborted when waiting for workers is in vain. */
  readonly failing: AbortSignal;
  /** Sees to it that there are workers; milliseconds that they may need for their start. */
  startMs(): Promise<number>;
  /** @param isUrgent - at once */
  close(isUrgent: boolean): Promise<void>;
}

export function fleetPictures(fleet: { readonly redisUrl: string; readonly namespace: string }): PictureSource {
  const queue = new BullMqPictureQueue(parseRedisUrl(fleet.redisUrl), queueNames(fleet.namespace));
  return {
    queue,
    failing: new AbortController().signal,
    startMs: async () => 0,
    close: () => queue.close(),
  };
}
