import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

/** Reads a small file of the kernel's; `null` when it is not there. */
type ReadText = (path: string) => string | null;

/**
 * Cores that this process may use: the CPU quota of its control groups (v2 `cpu.max`, v1 `cpu.cfs_quota_us`), else its
 * affinity mask. A quota of 1.5 gives 1: a thread more than the quota is throttled, and everybody waits for it.
 *
 * @returns at least 1
 */
export function usableCores(read: ReadText = readText, affinity: number = availableParallelism()): number {
  const quotas = groupFolders(read('/proc/self/cgroup') ?? '').map((folder) => quotaOf(folder, read));
  return Math.max(1, Math.floor(Math.min(affinity, ...quotas)));
}

/** Folders of this process's groups and of every group above, both as mounted in a container and on a host. */
function groupFolders(selfCgroup: string): string[] {
  const folders = new Set<string>();
  for (const line of selfCgroup.split('\n')) {
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path === undefined || !(controllers === '' || controllers?.split(',').includes('cpu'))) continue;
    const roots = controllers === '' ? ['/sys/fs/cgroup'] : [`/sys/fs/cgroup/${controllers}`, '/sys/fs/cgroup/cpu'];
    const parts = path.split('/').filter((part) => part !== '');
    for (const root of roots) {
      for (let depth = 0; depth <= parts.length; depth++) folders.add(join(root, ...parts.slice(0, depth)));
    }
  }
  return [...folders];
}

function quotaOf(folder: string, read: ReadText): number {
  const [quota, period] =
    read(join(folder, 'cpu.max'))?.trim().split(' ') ??
    [read(join(folder, 'cpu.cfs_quota_us')), read(join(folder, 'cpu.cfs_period_us'))].map((text) => text?.trim());
  const cores = Number(quota) / Number(period);
  return cores > 0 ? cores : Number.POSITIVE_INFINITY;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // no such group file: no quota there
  }
}
