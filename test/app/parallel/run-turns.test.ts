import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { RunTurns } from '../../../app/parallel/run-turns.ts';

describe('turns at runs', () => {
  it('come one after the other for one run, in order, and at once for others', async () => {
    const turns = new RunTurns();
    const taken: string[] = [];
    const take = (runId: string, name: string) =>
      turns.take(runId).then((end) => {
        taken.push(name);
        return end;
      });
    const first = await take('a', 'a1');
    const second = take('a', 'a2');
    const third = take('a', 'a3');
    const other = await take('b', 'b1');
    assert.deepEqual(taken, ['a1', 'b1']);
    first();
    first();
    (await second)();
    (await third)();
    other();
    assert.deepEqual(taken, ['a1', 'b1', 'a2', 'a3']);
    const again = await take('a', 'a4');
    again();
    await delay(0);
    assert.deepEqual(taken.at(-1), 'a4');
  });
});
