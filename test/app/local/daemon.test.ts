import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { start } from '../../fixtures/cli.ts';
import { processesNaming, until } from '../../fixtures/processes.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

describe('daemons of one home', () => {
  const home = temporaryFolder();

  it('touch nothing where they are not told to begin', async () => {
    const { child, ended } = start(['daemon'], home(), {}, 'pipe');
    child.stdin!.end();
    assert.deepEqual(await ended, { code: 0, stdout: '', stderr: '' });
    assert.deepEqual(await readdir(home()), []);
  });

  it('start one Redis, however many of them start at once', async () => {
    const daemons = Array.from({ length: 4 }, () => start(['daemon'], home(), {}, 'pipe'));
    for (const { child } of daemons) child.stdin!.end('begin\n');
    const servers = () => processesNaming(home()).filter(({ command }) => command.startsWith('redis-server'));
    let most = 0;
    let running = daemons.length;
    for (const { ended } of daemons) void ended.finally(() => running--);
    const isOver = () => {
      most = Math.max(most, servers().length);
      return running === 0;
    };
    await until('nobody uses the last daemon', isOver);
    const codes = await Promise.all(daemons.map(async ({ ended }) => (await ended).code));
    assert.deepEqual(codes.sort(), [0, 5, 5, 5]);
    assert.equal(most, 1);
    await until('every process has ended', () => processesNaming(home()).length === 0);
  });
});
