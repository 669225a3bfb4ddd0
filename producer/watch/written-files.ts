import { readdir, readFile, readlink } from 'node:fs/promises';

/** The lowest two bits of a descriptor's flags: opened for reading only. */
const READ_ONLY = 0;
const ACCESS_MODE = 0o3;

/**
 * The files that processes have open for writing, as far as this user may see: its own, on this machine; none on systems without
 * `/proc`.
 */
export async function writtenFiles(): Promise<Set<string>> {
  const written = new Set<string>();
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  for (const pid of processes) {
    const descriptors = await readdir(`/proc/${pid}/fd`).catch(() => []); // somebody else's, or gone
    for (const fd of descriptors) {
      const path = await readlink(`/proc/${pid}/fd/${fd}`).catch(() => '');
      if (path.startsWith('/') && !path.startsWith('/dev/') && (await isForWriting(pid, fd))) written.add(path);
    }
  }
  return written;
}

async function isForWriting(pid: string, fd: string): Promise<boolean> {
  const info = await readFile(`/proc/${pid}/fdinfo/${fd}`, 'latin1').catch(() => '');
  const flags = Number.parseInt(/^flags:\s*([0-7]+)$/m.exec(info)?.[1] ?? '0', 8);
  return (flags & ACCESS_MODE) !== READ_ONLY;
}
