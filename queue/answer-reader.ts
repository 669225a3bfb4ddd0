import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster, Redis } from 'ioredis';
import { type PictureAnswer, pictureAnswerSchema } from '../shared/picture.ts';

/** Of one look; the next follows while somebody waits. */
const LOOK_SECONDS = 2;
const RETRY_MS = 200;

/** Hands the answers in a list of Redis's to those who wait for them. */
export class AnswerReader {
  readonly #redis: Redis | Cluster;
  readonly #key: string;
  readonly #waiting = new Map<string, (answer: PictureAnswer['answer']) => void>();
  #isReading = false;
  #isClosed = false;

  /** @param connection - used by nobody else, since reading blocks it; closed with this */
  constructor(connection: Redis | Cluster, key: string) {
    this.#redis = connection;
    this.#key = key;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** @param onAnswer - called once, unless `forget` comes before */
  await(pictureId: string, onAnswer: (answer: PictureAnswer['answer']) => void): void {
    this.#waiting.set(pictureId, onAnswer);
    if (!this.#isReading && !this.#isClosed) void this.#read();
  }

  forget(pictureId: string): void {
    this.#waiting.delete(pictureId);
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting.clear();
    this.#redis.disconnect();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    while (this.#waiting.size > 0 && !this.#isClosed) {
      // Redis may be away: whoever waits gives up by the clock
      const popped = await this.#redis.blpop(this.#key, LOOK_SECONDS).catch(() => sleep(RETRY_MS, null));
      if (popped) this.#handOut(popped[1]);
    }
    this.#isReading = false;
  }

  #handOut(text: string): void {
    const { success, data } = pictureAnswerSchema.safeParse(parsedJson(text));
    if (!success) return; // no worker of ours wrote it; the asker gives up by the clock
    const onAnswer = this.#waiting.get(data.pictureId);
    this.#waiting.delete(data.pictureId);
    onAnswer?.(data.answer);
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
