import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  machineCpuSeconds,
  type ProcessUsage,
  processUsages,
  treeOf,
  usageOfStat,
  usagesOfPs,
} from '../../../app/study/process-usage.ts';
import { until } from '../../fixtures/processes.ts';

describe('what processes take', () => {
  it('is read of /proc, whatever a process is called', () => {
    const stat =
      '42 (a ) b (c) R 7 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 11 0 123 1000000 2048 18446744073709551615';
    assert.deepEqual(usageOfStat(stat, 4096), {
      ...{ pid: 42, parentPid: 7, cpuSeconds: 3, threads: 11, residentBytes: 2048 * 4096 },
    });
  });

  it('is read of ps where there is no /proc', () => {
    const table = '    1     0  1:02.50  2048\n  310     1 1-02:00:01.00 10\n';
    const threads = 'USER PID\nroot     1\n         \nme     310\n       \n';
    const [first, second] = usagesOfPs(table, threads);
    assert.deepEqual(
      { ...first, threads: 0 },
      { pid: 1, parentPid: 0, cpuSeconds: 62.5, residentBytes: 2048 * 1024, threads: 0 },
    );
    assert.equal(second!.cpuSeconds, 86_400 + 7_200 + 1);
  });

  it('is that of this process and of what it started', async () => {
    const child = spawn('sh', ['-c', 'sleep 30 & wait']);
    let usages: ReadonlyMap<number, ProcessUsage> = new Map();
    const grandchild = () => treeOf(usages, process.pid).find(({ parentPid }) => parentPid === child.pid);
    try {
      await until('its child has started another', async () => {
        usages = await processUsages();
        return grandchild() !== undefined;
      });
      const began = process.cpuUsage();
      while (process.cpuUsage(began).user < 60_000);
      usages = await processUsages();
      const own = usages.get(process.pid)!;
      const { user, system } = process.cpuUsage();
      assert.ok(own.cpuSeconds > 0.05 && Math.abs(own.cpuSeconds - (user + system) / 1e6) < 0.5);
      assert.ok(own.threads >= 5 && own.residentBytes > 2e7);
      assert.ok(grandchild());
      assert.ok(machineCpuSeconds() > 0);
      assert.deepEqual(treeOf(usages, -1), []);
    } finally {
      const ended = once(child, 'exit');
      process.kill(grandchild()?.pid ?? child.pid!);
      await ended;
    }
  });
});
