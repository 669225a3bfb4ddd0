import { extname } from 'node:path';
import { folderFiles } from './folder-files.ts';
import { passedOverNote } from './passed-over.ts';
import { isProgramText } from './program-text.ts';

/** What counts as a video in a folder. A file that is named itself may have any name. */
export const VIDEO_EXTENSIONS = [
  ...[
    '264',
    '265',
    '3g2',
    '3gp',
    'amv',
    'asf',
    'avi',
    'dav',
    'divx',
    'dv',
    'f4v',
    'flv',
    'gif',
    'h264',
    'h265',
    'hevc',
  ],
  ...['ivf', 'm1v', 'm2t', 'm2ts', 'm2v', 'm4v', 'mjpeg', 'mjpg', 'mkv', 'mov', 'mp4', 'mpeg', 'mpg', 'mts', 'mxf'],
  ...['nut', 'ogm', 'ogv', 'rm', 'rmvb', 'trp', 'ts', 'vob', 'webm', 'wmv', 'wtv', 'y4m'],
];

/**
 * The videos in a folder and those below it, by their endings, each once: of several paths that links give to one file the
 * shortest. Names that begin with a dot are left out.
 *
 * @param onNote - is told how many files were passed over, and why
 * @returns sorted
 */
export async function videosIn(folder: string, onNote: (text: string) => void): Promise<string[]> {
  const byRealPath = new Map<string, string>();
  const passedOver: { other: string[]; mistaken: string[]; unreadable: string[] } = {
    other: [],
    mistaken: [],
    unreadable: [],
  };
  for (const { path, realPath } of await folderFiles(folder)) {
    if (!VIDEO_EXTENSIONS.includes(extname(path).slice(1).toLowerCase())) passedOver.other.push(path);
    else if (realPath === null) passedOver.unreadable.push(path);
    else if (byRealPath.has(realPath)) continue;
    else if (await isProgramText(path)) passedOver.mistaken.push(path);
    else byRealPath.set(realPath, path);
  }
  const note = passedOverNote(folder, passedOver, 'end in .ts or .mts and hold text');
  if (note !== null) onNote(note);
  return [...byRealPath.values()].sort();
}
