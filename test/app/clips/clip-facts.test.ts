import assert from 'node:assert/strict';
import { clipKey, clipName } from '../../../app/clips/clip-facts.ts';

const PLACE = { start: 62.5, end: 3669.12, firstFrame: 1562, lastFrame: 91_728 };

describe('What a clip is called', () => {
  it('tells video, start, end and frames, and what is not as usual', () => {
    assert.equal(
      clipName('gate', PLACE, { hasBoxes: false, speed: 1 }),
      'gate-f001562-f091728-00h01m02.500s-01h01m09.120s.mp4',
    );
    assert.match(clipName('gate', PLACE, { hasBoxes: true, speed: 16 }), /s-16x-boxes\.mp4$/);
  });
});

describe('What makes a clip what it is', () => {
  const run = { runId: 'r1', videoId: 'v1', generation: 1, completedAt: null };
  const window = { from: 1, to: 2, segments: [] };
  const plain = { hasBoxes: false, speed: 1 };
  const boxed = { hasBoxes: true, speed: 1 };

  it('is its place, its speed and its boxes; of a clip without boxes not what was detected', () => {
    const key = clipKey(run, window, plain, { label: 'car' });
    assert.equal(clipKey({ ...run, generation: 2 }, window, plain, { label: 'dog' }), key);
    const others = [
      clipKey(run, { ...window, to: 3 }, plain, {}),
      clipKey(run, window, { ...plain, speed: 2 }, {}),
      clipKey(run, window, boxed, { label: 'car' }),
      clipKey(run, window, boxed, { label: 'dog' }),
      clipKey({ ...run, generation: 2 }, window, boxed, { label: 'car' }),
      clipKey({ ...run, videoId: 'v2' }, window, plain, {}),
    ];
    assert.equal(new Set([key, ...others]).size, 7);
  });
});
