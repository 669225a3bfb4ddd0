import { Presets, SingleBar } from 'cli-progress';
import type { DownloadProgress } from '../../model/store/official/download.ts';
import { say } from './say.ts';

export interface ProgressDisplay {
  readonly update: (progress: DownloadProgress) => void;
  /** May be called twice. */
  readonly stop: () => void;
}

/** Shows a download on stderr: a bar on a terminal, a line for every tenth otherwise. */
export function downloadProgress(name: string): ProgressDisplay {
  return process.stderr.isTTY ? bar(name) : lines(name);
}

function bar(name: string): ProgressDisplay {
  const format = `${name} {bar} {percentage} % | {megabytes} of {totalMegabytes} MB | {eta_formatted} left`;
  const display = new SingleBar({ format, stream: process.stderr, etaBuffer: 100 }, Presets.shades_classic);
  let isStarted = false;
  return {
    update({ receivedBytes, totalBytes }) {
      const payload = {
        megabytes: megabytes(receivedBytes),
        totalMegabytes: totalBytes === null ? '?' : megabytes(totalBytes),
      };
      if (!isStarted) display.start(totalBytes ?? 0, receivedBytes, payload);
      isStarted = true;
      display.update(receivedBytes, payload);
    },
    stop: () => display.stop(),
  };
}

function lines(name: string): ProgressDisplay {
  let shownTenth = -1;
  return {
    update({ receivedBytes, totalBytes }) {
      const tenth =
        totalBytes === null ? Math.trunc(receivedBytes / 25e6) : Math.trunc((10 * receivedBytes) / totalBytes);
      if (tenth <= shownTenth) return;
      shownTenth = tenth;
      const total = totalBytes === null ? '' : ` of ${megabytes(totalBytes)}`;
      say(`${name}: ${megabytes(receivedBytes)}${total} MB`);
    },
    stop: () => undefined,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
