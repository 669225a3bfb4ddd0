import type { RawFilter } from '../../shared/questions.ts';

/** So much of a video is asked about at once: an answer may not take as long as the video does. */
const WINDOW_SECONDS = 60;

/** What is known of a video, asked for stretch by stretch of its time; one is held. */
export class TimeWindows<T> {
  #held: { readonly index: number; readonly value: T } | null = null;

  /**
   * @param marginSeconds - what so much before and after a time tells belongs to it
   * @param load - gives what is known from one time (included) to another (excluded), as filters take them; `null`: from the beginning
   */
  constructor(
    private readonly marginSeconds: number,
    private readonly load: (from: string | null, to: string) => Promise<T>,
  ) {}

  /** What is known around a time, in seconds of the stream. */
  async at(seconds: number): Promise<T> {
    const index = Math.max(0, Math.floor(seconds / WINDOW_SECONDS));
    if (this.#held?.index !== index) {
      const from = index * WINDOW_SECONDS - this.marginSeconds;
      const to = (index + 1) * WINDOW_SECONDS + this.marginSeconds;
      this.#held = { index, value: await this.load(from > 0 ? from.toFixed(6) : null, to.toFixed(6)) };
    }
    return this.#held.value;
  }
}

/** The filter with the ends of such a stretch. */
export function within(filter: RawFilter, from: string | null, to: string): RawFilter {
  return { ...filter, ...(from !== null && { from }), to };
}
