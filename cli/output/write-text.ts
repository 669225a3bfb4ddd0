import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Writes text as fast as its reader takes it; a reader that has gone (`| head`) ends it quietly. */
export async function writeText(pieces: AsyncIterable<string>, output: Writable): Promise<void> {
  const broken = new AbortController();
  const onError = (error: NodeJS.ErrnoException): void => broken.abort(error);
  output.on('error', onError);
  try {
    for await (const piece of pieces) {
      if (broken.signal.aborted) break;
      if (!output.write(piece)) await once(output, 'drain', { signal: broken.signal });
    }
    await new Promise((resolve) => output.write('', resolve));
  } catch (error) {
    if (!broken.signal.aborted) throw error;
  } finally {
    // the listener stays: EPIPE may come after the last write
    output.on('error', () => undefined);
    output.off('error', onError);
  }
  const { reason } = broken.signal;
  if (reason && (reason as NodeJS.ErrnoException).code !== 'EPIPE') throw reason;
}
