import assert from 'node:assert/strict';
import { usableCores } from '../../../model/runtime/cpu-quota.ts';

describe('usable cores', () => {
  for (const [what, files, expected] of [
    ['takes the affinity mask where there are no groups', {}, 8],
    [
      'follows cpu.max (v2) of a container',
      { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '200000 100000\n' },
      2,
    ],
    ['reads "max" as no quota', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': 'max 100000\n' }, 8],
    ['takes whole cores only', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '350000 100000\n' }, 3],
    ['never gives less than one', { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '10000 100000\n' }, 1],
    [
      'heeds a group above its own',
      { '/proc/self/cgroup': '0::/a/b\n', '/sys/fs/cgroup/a/cpu.max': '400000 100000\n' },
      4,
    ],
    [
      'follows cfs_quota_us (v1)',
      {
        '/proc/self/cgroup': '5:cpu,cpuacct:/docker/x\n1:name=systemd:/\n',
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '300000\n',
        '/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
      },
      3,
    ],
    [
      'reads -1 (v1) as no quota',
      {
        '/proc/self/cgroup': '5:cpu:/\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
        '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
      },
      8,
    ],
  ] as const) {
    it(what, () => {
      const read = (path: string) => (files as Record<string, string>)[path] ?? null;
      assert.equal(usableCores(read, 8), expected);
    });
  }
});
