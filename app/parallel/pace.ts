import { usableCores } from '../../model/runtime/cpu-quota.ts';
import type { FrameQueue } from '../../shared/ports.ts';

/** Says when one more recording is begun. */
export interface Pace {
  /** @param decoding - recordings that are being decoded */
  wantsAnother(decoding: number): Promise<boolean>;
  /** Recordings that may be under way, those included that only wait for their last frames to be stored. */
  readonly mostUnderWay: number;
}

/** Recordings that wait for their last frames ask the ledger now and then: so many may always. */
const FEWEST_UNDER_WAY = 8;
const MOST_DECODERS = 16;
/** A recording that was just begun has put nothing on the queue yet, whatever that looks like. */
const SETTLING_MS = 250;

/** Always as many at once. */
export function fixedPace(parallel: number): Pace {
  return {
    wantsAnother: async (decoding) => decoding < parallel,
    mostUnderWay: Math.max(FEWEST_UNDER_WAY, 2 * parallel),
  };
}

/**
 * As many as keep the workers busy: one, and another one whenever fewer chunks wait than there are workers, so that one of them
 * would soon have nothing to do. The chunks of other producers count too: workers that are busy with those want no more.
 */
export function workersPace(queue: Pick<FrameQueue, 'backlog'>, most: number, settlingMs = SETTLING_MS): Pace {
  let settledAt = 0;
  const isRunningDry = async (): Promise<boolean> => {
    const { waitingChunks, workers } = await queue.backlog();
    return waitingChunks < workers;
  };
  return {
    async wantsAnother(decoding) {
      if (decoding >= most || performance.now() < settledAt) return false;
      // A queue that cannot be asked is told of by those who put chunks on it.
      if (decoding > 0 && !(await isRunningDry().catch(() => false))) return false;
      settledAt = performance.now() + settlingMs;
      return true;
    },
    mostUnderWay: Math.max(FEWEST_UNDER_WAY, 2 * most),
  };
}

/** How many decoders this machine is given at most: more than it has cores, since they wait for disks, networks and each other. */
export function mostDecoders(): number {
  return Math.min(MOST_DECODERS, 2 * usableCores());
}
