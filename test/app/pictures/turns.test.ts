import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { Turns } from '../../../app/pictures/turns.ts';

const NEVER = new AbortController().signal;

describe('Turns', () => {
  it('lets so many work at once and no more, in the order in which they came, also after a failure', async () => {
    const turns = new Turns(2);
    const order: number[] = [];
    let [atWork, most] = [0, 0];
    const works = Array.from({ length: 7 }, (_, number) =>
      turns.take(NEVER, async () => {
        order.push(number);
        most = Math.max(most, ++atWork);
        await sleep(2);
        atWork--;
        if (number === 1) throw new Error('failed');
      }),
    );
    const ends = await Promise.allSettled(works);
    assert.deepEqual(order, [0, 1, 2, 3, 4, 5, 6]);
    assert.equal(most, 2);
    assert.deepEqual(
      ends.map(({ status }) => status === 'rejected'),
      [false, true, false, false, false, false, false],
    );
  });

  it('leaves the line of who gives up to the others', async () => {
    const turns = new Turns(1);
    const end = await turns.begin(NEVER);
    const giveUp = new AbortController();
    const reason = new Error('enough');
    const given = turns.take(giveUp.signal, async () => 'never');
    const other = turns.take(NEVER, async () => 'worked');
    giveUp.abort(reason);
    await assert.rejects(given, reason);
    end();
    assert.equal(await other, 'worked');
    await assert.rejects(turns.begin(giveUp.signal), reason);
    assert.equal(await turns.take(NEVER, async () => 'free'), 'free');
  });
});
