import { realpath } from 'node:fs/promises';
import { extname } from 'node:path';
import { glob } from 'tinyglobby';

/** A file of a folder. */
export interface FolderFile {
  readonly path: string;
  /** Where links lead; `null`: nowhere, or its name is not UTF-8. */
  readonly realPath: string | null;
}

/**
 * The files in a folder and those below it, those left out whose names begin with a dot; the shortest paths first. Of several paths
 * with one ending that links give to one file the first alone.
 */
export async function folderFiles(folder: string): Promise<FolderFile[]> {
  const paths = await glob('**/*', { cwd: folder, absolute: true, onlyFiles: true });
  const files: FolderFile[] = [];
  const seen = new Set<string>();
  for (const path of paths.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) {
    const realPath = await realpath(path).catch(() => null);
    const key = `${extname(path)} ${realPath}`;
    if (realPath !== null && seen.has(key)) continue;
    seen.add(key);
    files.push({ path, realPath });
  }
  return files;
}
