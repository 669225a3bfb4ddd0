import { realpath } from 'node:fs/promises';
import { extname } from 'node:path';
import { glob } from 'tinyglobby';
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

/** So many endings of other files are named. */
const namedEndings = 5;

/**
 * The videos in a folder and those below it, by their endings, each once: of several paths that links give to one file the
 * shortest. Names that begin with a dot are left out.
 *
 * @param onNote - is told how many files were passed over, and why
 * @returns sorted
 */
export async function videosIn(folder: string, onNote: (text: string) => void): Promise<string[]> {
  const paths = await glob('**/*', { cwd: folder, absolute: true, onlyFiles: true });
  const byRealPath = new Map<string, string>();
  const passedOver: { other: string[]; text: string[]; unreadable: string[] } = { other: [], text: [], unreadable: [] };
  for (const path of paths.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const real = await realpath(path).catch(() => null);
    if (!VIDEO_EXTENSIONS.includes(extname(path).slice(1).toLowerCase())) passedOver.other.push(path);
    else if (real === null) passedOver.unreadable.push(path);
    else if (byRealPath.has(real)) continue;
    else if (await isProgramText(path)) passedOver.text.push(path);
    else byRealPath.set(real, path);
  }
  const { other, text, unreadable } = passedOver;
  const parts = [
    other.length > 0 ? `${files(other.length)} with other endings (${endingsOf(other)})` : '',
    text.length > 0 ? `${files(text.length)} that end in .ts or .mts and hold text` : '',
    unreadable.length > 0
      ? `${files(unreadable.length)} with a name that is not UTF-8, or a link that leads nowhere`
      : '',
  ].filter((part) => part !== '');
  if (parts.length > 0) onNote(`passed over in \`${folder}\`: ${parts.join('; ')}`);
  return [...byRealPath.values()].sort();
}

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);

/** The commonest endings, with how many files have them. */
function endingsOf(paths: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const ending = extname(path).toLowerCase() || 'none';
    counts.set(ending, (counts.get(ending) ?? 0) + 1);
  }
  const sorted = [...counts].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const named = sorted.slice(0, namedEndings).map(([ending, count]) => `${ending} ${count}`);
  return [...named, ...(sorted.length > namedEndings ? ['…'] : [])].join(', ');
}
