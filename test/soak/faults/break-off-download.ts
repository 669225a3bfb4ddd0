import type { Fault } from '../fault.ts';
import type { VideoServer } from '../video-server.ts';

/** A video that is read over HTTP breaks off, and cannot be had for some seconds. */
export function breakOffDownload(server: VideoServer): Fault {
  return {
    kind: 'break off a download',
    async strike({ calm }, random, begun) {
      const seconds = random.logBetween(0.2, 12);
      const { downloads, done } = server.breakOff(seconds * 1000, calm);
      if (downloads > 0) begun(`${downloads} for ${seconds.toFixed(1)} s`);
      await done;
    },
  };
}
