import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';

const SIZE = '512m';

/** Makes a folder a small disk of its own, which only root may. @returns whether it is one */
export function mountDisk(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  if (process.getuid?.() !== 0) return false;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${SIZE}`, 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // a container may be refused it, root or not
  }
}

/** Takes the disk away again, also from under a process that was left behind. @param keep - what is on it stays in the folder */
export function unmountDisk(folder: string, keep: boolean): void {
  const copy = `${folder}-copy`;
  if (keep) cpSync(folder, copy, { recursive: true });
  execFileSync('umount', ['--lazy', folder]);
  if (keep) cpSync(copy, folder, { recursive: true });
}
