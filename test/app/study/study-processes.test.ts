import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { StudyProcesses } from '../../../app/study/study-processes.ts';
import { processesNaming, until } from '../../fixtures/processes.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';

/** Is at work at once, and does what it is told. */
const OBEDIENT = `const { name } = JSON.parse(process.argv[2]);
process.on('disconnect', () => process.exit());
process.on('message', (message) => {
  if (message === 'fail') process.send({ failure: 'it was told to' });
  else if (message === 'end') process.exit(7);
  else process.send({ name, message });
});
process.send('ready');`;

describe('processes of the study', () => {
  const folder = suiteFolder();
  let processes: StudyProcesses<{ name: string; message: string }>;
  afterEach(async () => {
    await processes.end();
    await until('every process has ended', () => processesNaming(folder).length === 0);
  });

  const start = (script: string) => {
    const path = join(folder, 'process.mjs');
    writeFileSync(path, script);
    processes = new StudyProcesses(pathToFileURL(path), { name: 'one' }, 2, { env: { PATH: process.env.PATH } });
    return processes.ready();
  };
  const reason = (pattern: RegExp) => ({ code: 'INFERENCE_FAILED', message: pattern });

  it('are told what to do, and tell what they have', async () => {
    await start(OBEDIENT);
    assert.equal(new Set(processes.pids).size, 2);
    processes.send('work');
    await processes.until(() => processes.told.every((told) => told.length > 0));
    assert.deepEqual(processes.told, Array(2).fill([{ name: 'one', message: 'work' }]));
  });

  it('are not waited for where one ends or fails before it is at work, and end all the same', async () => {
    await assert.rejects(start('process.exit(7)'), reason(/it ended with 7/));
    await processes.end();
    await assert.rejects(start(`process.send({ failure: 'no clip' }); ${OBEDIENT}`), reason(/no clip/));
  });

  for (const [order, pattern] of [
    ['end', /it ended with 7/],
    ['fail', /it was told to/],
  ] as const) {
    it(`are not believed where one has come to its ${order} while nobody waited`, async () => {
      await start(OBEDIENT);
      processes.send(order);
      await sleep(500);
      processes.send('work');
      await assert.rejects(
        processes.until(() => true),
        reason(pattern),
      );
    });
  }
});
