import assert from 'node:assert/strict';
import { join } from 'node:path';
import { StoreError } from '../../../shared/errors.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { TestStore } from '../produce.ts';

describe('the end of a recording that the store cannot write', () => {
  const folder = suiteFolder();

  /** A store in which it cannot be written the first times. */
  function fullStore(times: number): TestStore {
    const store = new TestStore();
    const endInput = store.ledger.endInput.bind(store.ledger);
    store.ledger.endInput = async (...args: Parameters<typeof endInput>) => {
      if (times-- > 0) throw new StoreError('STORE_UNWRITABLE', 'no space left');
      return endInput(...args);
    };
    return store;
  }

  it('is tried again until it can, and told once', async () => {
    const notes: string[] = [];
    const path = patternClip(join(folder, 'clip.mp4'));
    const { run } = await fullStore(2).produce(path, {}, { onNote: (text) => notes.push(text) });
    assert.deepEqual([run.state, run.storedFrames], ['complete', 30]);
    assert.deepEqual(notes, ['its end is recorded once the store can be written: no space left']);
  });

  it('is given up when the command is told to stop', async () => {
    const stop = new AbortController();
    const path = patternClip(join(folder, 'clip.mp4'));
    const producing = fullStore(Infinity).produce(path, {}, { stop: stop.signal, onNote: () => stop.abort() });
    await assert.rejects(producing, { code: 'STORE_UNWRITABLE' });
  });
});
