import assert from 'node:assert/strict';
import { redactKey } from '../../../app/redact/redact-facts.ts';

describe('What makes a copy what it is', () => {
  const run = { runId: 'r1', generation: 1, completedAt: null, storedFrames: 8 };
  const style = { how: 'blur', margin: { value: 10, unit: '%' }, marginSeconds: 0.5 } as const;

  it('is the video, its runs, the labels in any order, and how they are hidden', () => {
    const key = redactKey('v1', [run], ['person', 'dog'], style);
    assert.equal(redactKey('v1', [run], ['dog', 'person'], style), key);
    const others = [
      redactKey('v2', [run], ['person', 'dog'], style),
      redactKey('v1', [{ ...run, generation: 2 }], ['person', 'dog'], style),
      redactKey('v1', [{ ...run, storedFrames: 9 }], ['person', 'dog'], style),
      redactKey('v1', [run, { ...run, runId: 'r2' }], ['person', 'dog'], style),
      redactKey('v1', [run], ['person'], style),
      redactKey('v1', [run], ['person', 'dog'], { ...style, how: 'pixelate' }),
      redactKey('v1', [run], ['person', 'dog'], { ...style, margin: { value: 10, unit: 'px' } }),
      redactKey('v1', [run], ['person', 'dog'], { ...style, marginSeconds: 0 }),
    ];
    assert.equal(new Set([key, ...others]).size, 9);
  });
});
