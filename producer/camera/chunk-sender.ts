import type { FrameQueue } from '../../shared/ports.ts';
import type { PackedChunk } from '../pack-chunk.ts';
import { pause } from '../pause.ts';
import { isShortage } from './shortage.ts';

const fullQueuePauseMs = 25;
const awayPauseMs = 1000;

/** Puts a camera's chunks on the queue; while that is full or Redis away, it waits, and the capture goes on beside it. */
export class ChunkSender {
  #isAway = false;

  /**
   * @param giveUp - from then on what finds no room is not waited for
   * @param onNote - is told when Redis goes and when it is back
   */
  constructor(
    private readonly queue: FrameQueue,
    private readonly giveUp: AbortSignal,
    private readonly onNote: (text: string) => void,
  ) {}

  /**
   * @returns whether the chunk is on the queue; else it was given up
   * @throws {QueueError} `RUN_CONFLICT` when the run was begun anew meanwhile
   */
  async send({ job, payload }: PackedChunk): Promise<boolean> {
    while (!this.giveUp.aborted) {
      try {
        const outcome = await this.#unlessGivenUp(this.queue.put(job, payload));
        if (outcome === null) break;
        this.#tellBack();
        if (outcome === 'queued') return true;
        await pause(fullQueuePauseMs, this.giveUp);
      } catch (error) {
        if (!isShortage(error)) throw error;
        this.#tellAway();
        if (!(await this.#untilBack(job.chunkId))) return true;
      }
    }
    return false;
  }

  /**
   * Asks in a few bytes until Redis answers: a payload that was sent and not answered is sent by the client itself when it is
   * back, and more of them would fill memory.
   *
   * @returns whether the chunk is to be put again
   */
  async #untilBack(chunkId: string): Promise<boolean> {
    while (!this.giveUp.aborted) {
      await pause(awayPauseMs, this.giveUp);
      try {
        const absent = await this.#unlessGivenUp(this.queue.absent([chunkId]));
        if (absent === null) break;
        this.#tellBack();
        return absent.length > 0;
      } catch (error) {
        if (!isShortage(error)) throw error;
      }
    }
    return true;
  }

  /** @returns `null` when it was given up first; what comes of the call then is of no interest */
  async #unlessGivenUp<T>(call: Promise<T>): Promise<T | null> {
    call.catch(() => undefined);
    let onGiveUp: () => void = () => undefined;
    const givenUp = new Promise<null>((resolve) => {
      onGiveUp = () => resolve(null);
    });
    this.giveUp.addEventListener('abort', onGiveUp, { once: true });
    if (this.giveUp.aborted) onGiveUp();
    try {
      return await Promise.race([call, givenUp]);
    } finally {
      this.giveUp.removeEventListener('abort', onGiveUp);
    }
  }

  #tellAway(): void {
    if (!this.#isAway)
      this.onNote('Redis does not answer; the capture goes on, and frames that find no room are dropped');
    this.#isAway = true;
  }

  #tellBack(): void {
    if (this.#isAway) this.onNote('Redis answers again');
    this.#isAway = false;
  }
}
