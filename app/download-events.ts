import type { DownloadProgress } from '../shared/ports.ts';
import type { WorkEvents } from './events.ts';

/** Tells of the download of a model in MB. */
export function onDownload(events: Pick<WorkEvents, 'onProgress'>) {
  return (name: string, { receivedBytes, totalBytes }: DownloadProgress): void =>
    events.onProgress({ name, unit: 'MB', done: megabytes(receivedBytes), total: totalBytes && megabytes(totalBytes) });
}

/** To a tenth. */
function megabytes(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
