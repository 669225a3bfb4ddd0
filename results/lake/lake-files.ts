import { chmod, mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type LakeFile, lakeFileOf } from './lake-paths.ts';
import { LAKE_TABLES } from './lake-tables.ts';
import type { StagedFile } from './stage-run.ts';

/** Every file of a run that lies in a lake. */
export async function listFiles(lake: string): Promise<LakeFile[]> {
  const files: LakeFile[] = [];
  for (const { name } of LAKE_TABLES) {
    const paths = await readdir(join(lake, name), { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    for (const path of paths) {
      const file = lakeFileOf(`${name}/${path}`);
      if (file) files.push(file);
    }
  }
  return files;
}

/** Removes files, and the folders of partitions that are empty without them. */
export async function removeFiles(lake: string, files: readonly Pick<LakeFile, 'path'>[]): Promise<void> {
  for (const { path } of files) await rm(join(lake, path), { force: true });
  const videos = new Set(files.map(({ path }) => dirname(path)));
  const days = new Set([...videos].map((path) => dirname(path)));
  for (const folder of [...videos, ...days]) {
    await rmdir(join(lake, folder)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error;
    });
  }
}

/** Makes the folders of files, with the rights of the lake's own whatever the process's mask is. */
export async function makeFolders(lake: string, files: readonly StagedFile[], mode: number): Promise<void> {
  for (const folder of new Set(files.map(({ path }) => dirname(path)))) {
    const parts = folder.split('/');
    for (let depth = 1; depth <= parts.length; depth++) {
      await makeFolder(join(lake, ...parts.slice(0, depth)), mode);
    }
  }
}

async function makeFolder(path: string, mode: number): Promise<void> {
  try {
    await mkdir(path);
    await chmod(path, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Moves files to their places, in their order, each at once. */
export async function moveFiles(lake: string, files: readonly StagedFile[]): Promise<void> {
  for (const { staged, path } of files) await rename(staged, join(lake, path));
}
