import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { fixedPace } from '../../../app/parallel/pace.ts';
import { runAtOnce } from '../../../app/parallel/run-at-once.ts';

/** Things that say when they were begun, and are ended by hand. */
class Things {
  readonly begun: number[] = [];
  readonly #ends = new Map<number, { readonly end: (error?: Error) => void; readonly onQueued: () => void }>();

  readonly run = (thing: number, onQueued: () => void): Promise<void> => {
    this.begun.push(thing);
    return new Promise((resolve, reject) => {
      this.#ends.set(thing, { onQueued, end: (error) => (error ? reject(error) : resolve()) });
    });
  };

  queued(thing: number): Promise<void> {
    this.#ends.get(thing)!.onQueued();
    return delay(5);
  }

  end(thing: number, error?: Error): Promise<void> {
    this.#ends.get(thing)!.end(error);
    return delay(5);
  }
}

describe('things that run at once', () => {
  const never = new AbortController().signal;

  it('are begun in order, as many as fit, the next when one has ended or put its last frame on the queue', async () => {
    const things = new Things();
    const all = runAtOnce([0, 1, 2, 3], things.run, fixedPace(2), never);
    await delay(5);
    assert.deepEqual(things.begun, [0, 1]);
    await things.queued(1);
    assert.deepEqual(things.begun, [0, 1, 2]);
    await things.end(1); // has been counted already
    assert.deepEqual(things.begun, [0, 1, 2]);
    await things.end(0);
    assert.deepEqual(things.begun, [0, 1, 2, 3]);
    await things.end(2);
    await things.end(3);
    await all;
  });

  it('are no more under way than the pace says, those included that only wait', async () => {
    const things = new Things();
    const pace = { wantsAnother: async (decoding: number) => decoding < 1, mostUnderWay: 2 };
    const all = runAtOnce([0, 1, 2], things.run, pace, never);
    await delay(5);
    await things.queued(0);
    await things.queued(1);
    assert.deepEqual(things.begun, [0, 1]);
    await things.end(1);
    assert.deepEqual(things.begun, [0, 1, 2]);
    await things.end(0);
    await things.end(2);
    await all;
  });

  it('are all begun once they are to stop, so that each can say that it was not', async () => {
    const things = new Things();
    const stop = new AbortController();
    const all = runAtOnce([0, 1, 2], things.run, fixedPace(1), stop.signal);
    await delay(5);
    stop.abort();
    await delay(150);
    assert.deepEqual(things.begun, [0, 1, 2]);
    for (const thing of things.begun) await things.end(thing);
    await all;
  });

  it('end with the error of one, once the others have ended too', async () => {
    const things = new Things();
    let isOver = false;
    const all = runAtOnce([0, 1], things.run, fixedPace(2), never).finally(() => {
      isOver = true;
    });
    all.catch(() => undefined);
    await delay(5);
    await things.end(0, new Error('broken'));
    assert.equal(isOver, false);
    await things.end(1);
    await assert.rejects(all, /broken/);
  });
});
