/** A key as flags have it: `max-queued-mb` of `maxQueuedMb`. */
export function kebabCase(key: string): string {
  return key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
