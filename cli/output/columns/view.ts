import { posix } from 'node:path';
import type { RunRecord } from '../../../shared/run.ts';
import { localTimeZone } from './cells.ts';
import { ShortIds } from './short-ids.ts';

/** What a table is made for. */
export interface View {
  /** Letters on a line; `null`: everything in full. */
  readonly room: number | null;
  /** Of moments. */
  readonly timeZone: string;
  /** The name of a video. */
  readonly videoName: (videoId: string) => string;
  /** An id as it is shown. */
  readonly idText: (id: string) => string;
}

/** What decides about a view, of the flags. */
export interface ViewOptions {
  /** `--wide`. */
  readonly wide: boolean;
  /** `COLUMNS`, which counts where stdout is no terminal. */
  readonly columns: number | null;
  readonly tz?: string | null;
}

/** Letters on a line of stdout; `null` where it has no end: no terminal, or all is wanted. */
export function roomOf({ wide, columns }: ViewOptions): number | null {
  if (wide) return null;
  return process.stdout.isTTY ? process.stdout.columns : columns;
}

/**
 * @param known - all ids that are known
 * @param runs - those whose videos are known
 */
export function viewOf(
  options: ViewOptions,
  known: readonly string[],
  runs: readonly Pick<RunRecord, 'videoId' | 'uri'>[] = [],
): View {
  const room = roomOf(options);
  const names = new Map(runs.map(({ videoId, uri }) => [videoId, nameOfUri(uri)]));
  const ids = new ShortIds(known);
  const idText = room === null ? (id: string) => id : (id: string) => ids.of(id);
  return {
    room,
    idText,
    timeZone: options.tz ?? localTimeZone(),
    videoName: (videoId) => names.get(videoId) ?? idText(videoId),
  };
}

/** The last part of a path; an address as it is. */
export function nameOfUri(uri: string): string {
  return uri.includes('://') ? uri : posix.basename(uri);
}
