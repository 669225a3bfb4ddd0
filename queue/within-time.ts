/**
 * Waits for an answer, and no longer than that.
 *
 * @throws {Error} when the time is over first
 */
export async function withinTime<T>(limitMs: number, call: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs / 1000} s`)), limitMs);
  });
  return Promise.race([call, limit]).finally(() => clearTimeout(timer));
}
