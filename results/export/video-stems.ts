import type { RunVideo } from '../../shared/frame-rows.ts';

/** The last part of an address, without what a URL asks for. */
export function nameOf(uri: string): string {
  const path = /^[a-z][a-z0-9+.-]+:\/\//i.test(uri) ? uri.replace(/[?#].*$/, '') : uri;
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? uri;
}

/**
 * What files of runs are called, in their order: the name of the video without its ending, with the id of the run where several
 * runs share it. File systems may take letters and capitals for the same.
 */
export function stemsOf(videos: readonly Pick<RunVideo, 'runId' | 'uri'>[]): string[] {
  const plain = videos.map(({ uri }) => stemOf(nameOf(uri)));
  const counts = new Map<string, number>();
  for (const stem of plain) counts.set(stem.toLowerCase(), (counts.get(stem.toLowerCase()) ?? 0) + 1);
  const taken = new Set<string>();
  return videos.map(({ runId }, index) => {
    const stem = plain[index]!;
    const wanted = counts.get(stem.toLowerCase()) === 1 ? stem : `${stem}-${runId}`;
    let free = wanted;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${wanted}-${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

function stemOf(name: string): string {
  const stem = name.replace(/(?<=.)\.[A-Za-z0-9]{1,5}$/, '').replaceAll(/[^A-Za-z0-9._-]/g, '_');
  const harmless = stem.replace(/^[.-]+/, '').slice(0, 100);
  return harmless === '' ? 'video' : harmless;
}
