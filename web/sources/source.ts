import { labelListItem, parseLabelList } from '../../shared/label-list.ts';
import type { CountRow, RawFilter } from '../../shared/questions.ts';
import type { Api } from '../api.ts';
import { groupBy } from '../group-by.ts';

/** A run, and the video that it is of. */
export interface Source {
  readonly runId: string;
  readonly videoId: string;
  readonly uri: string;
  readonly lookedFrames: number;
}

/** A camera: the videos of one folder, or an address that is one by itself. */
export interface Camera {
  /** As it is shown. */
  readonly name: string;
  /** As a filter takes it. */
  readonly pattern: string;
  readonly videos: readonly Video[];
}

/** A video, and its runs. */
export interface Video {
  readonly videoId: string;
  readonly uri: string;
  readonly name: string;
  readonly runs: readonly Source[];
}

/** All runs of the store, with their videos. */
export async function askSources(api: Api, signal?: AbortSignal): Promise<Source[]> {
  const sources: Source[] = [];
  for await (const rows of api.rows<CountRow>('/v1/counts', { by: 'run,video' }, signal)) {
    for (const { runId, videoId, uri, lookedFrames } of rows) {
      sources.push({
        ...{ runId: String(runId), videoId: String(videoId), uri: String(uri) },
        lookedFrames: Number(lookedFrames),
      });
    }
  }
  return sources;
}

/** By camera and name, as people count: 2 before 10. */
export function camerasOf(sources: readonly Source[]): Camera[] {
  const byVideo = groupBy(sources, ({ videoId }) => videoId);
  const videos = [...byVideo].map(
    ([videoId, runs]): Video => ({ videoId, uri: runs[0]!.uri, name: fileNameOf(runs[0]!.uri), runs }),
  );
  const byFolder = groupBy(videos, ({ uri }) => folderOf(uri) ?? uri);
  const cameras = [...byFolder].map(([folder, ofFolder]): Camera => {
    const isFolder = folderOf(ofFolder[0]!.uri) !== null;
    return {
      name: isFolder ? fileNameOf(folder) || folder : folder,
      // without a star or a question mark it is no pattern, and taken as it is written
      pattern: isFolder ? `${folder.replaceAll('[', '[[]')}/*` : folder,
      videos: ofFolder.sort((a, b) => inOrder(a.name, b.name)),
    };
  });
  return cameras.sort((a, b) => inOrder(a.name, b.name));
}

const collator = new Intl.Collator('en', { numeric: true });

function inOrder(a: string, b: string): number {
  return collator.compare(a, b);
}

/** The last part of where a video lies. */
export function fileNameOf(uri: string): string {
  return uri.split(/[/\\]/).at(-1)!;
}

/** Of a file; `null` for an address, which is a camera by itself. */
function folderOf(uri: string): string | null {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(uri)) return null;
  const end = Math.max(uri.lastIndexOf('/'), uri.lastIndexOf('\\'));
  return end <= 0 ? null : uri.slice(0, end);
}

/** The entries of a list of videos, as the filter `video` has it. */
export function listedVideos(written: string): string[] {
  return written === '' ? [] : (parseLabelList(written) ?? [written]);
}

/** The same list with an entry more, or without it. */
export function toggled(written: string, entry: string): string {
  const listed = listedVideos(written);
  const next = listed.includes(entry) ? listed.filter((one) => one !== entry) : [...listed, entry];
  return next.map(labelListItem).join(',');
}

/** The runs that a filter chooses. */
export function chosenSources(sources: readonly Source[], { video = '', run = '' }: RawFilter): Source[] {
  const patterns = listedVideos(video).map(patternOf);
  const runs = run === '' ? null : run.split(',').map((id) => id.trim());
  return sources.filter(({ runId, videoId, uri }) => {
    if (runs && !runs.some((id) => runId === id || (id.length > 7 && runId.startsWith(id)))) return false;
    if (patterns.length === 0) return true;
    return patterns.some((pattern) => pattern.test(videoId) || pattern.test(uri) || pattern.test(fileNameOf(uri)));
  });
}

/** `*` and `?` stand for any letters, `[[]` for a bracket. */
function patternOf(text: string): RegExp {
  const parts = [...text.matchAll(/\[\[\]|[*?]|[^*?[]+|\[/g)].map(([part]) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    return (part === '[[]' ? '[' : part).replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`, 's');
}
