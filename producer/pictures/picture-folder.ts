import { dirname, extname } from 'node:path';
import { folderFiles } from '../input/folder-files.ts';
import { passedOverNote } from '../input/passed-over.ts';
import { isPicture } from './picture-format.ts';

/** What counts as a picture in a folder. A picture that is named itself may have any name. */
export const PICTURE_EXTENSIONS = ['avif', 'bmp', 'jpe', 'jpeg', 'jpg', 'png', 'tif', 'tiff', 'webp'];

/** Pictures of one folder, in the order in which they are shown. */
export interface PictureFolder {
  readonly folder: string;
  /** Paths, in natural order: `2.jpg` before `10.jpg`. */
  readonly pictures: readonly string[];
}

const natural = new Intl.Collator('en', { numeric: true });

/**
 * The folders that hold pictures, among a folder and those below it; each picture once, as videos are.
 *
 * @param onNote - is told how many files were passed over, and why
 * @returns in natural order
 */
export async function picturesIn(folder: string, onNote: (text: string) => void): Promise<PictureFolder[]> {
  const seen = new Set<string>();
  const byFolder = new Map<string, string[]>();
  const passedOver: { other: string[]; mistaken: string[]; unreadable: string[] } = {
    other: [],
    mistaken: [],
    unreadable: [],
  };
  for (const { path, realPath } of await folderFiles(folder)) {
    if (!PICTURE_EXTENSIONS.includes(extname(path).slice(1).toLowerCase())) passedOver.other.push(path);
    else if (realPath === null) passedOver.unreadable.push(path);
    else if (seen.has(realPath)) continue;
    else if (!(await isPicture(path))) passedOver.mistaken.push(path);
    else {
      seen.add(realPath);
      const beside = byFolder.get(dirname(path));
      if (beside) beside.push(path);
      else byFolder.set(dirname(path), [path]);
    }
  }
  const note = passedOverNote(folder, passedOver, 'end like a picture and are none');
  if (note !== null && byFolder.size > 0) onNote(note);
  return [...byFolder]
    .map(([folder, pictures]) => ({ folder, pictures: pictures.sort(byName) }))
    .sort((a, b) => byName(a.folder, b.folder));
}

function byName(a: string, b: string): number {
  return natural.compare(a, b) || (a < b ? -1 : 1);
}
