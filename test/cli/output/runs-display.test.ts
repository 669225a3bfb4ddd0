import assert from 'node:assert/strict';
import { JointDisplay } from '../../../cli/output/runs-display.ts';

describe('the display of several runs', () => {
  const input = (name: string) => ({ kind: 'file', source: name, uri: name }) as const;
  const [a, b, c, d] = [input('a'), input('b'), input('c'), input('d')];

  it('adds up what is under way, and takes those to come to be as long', () => {
    const display = new JointDisplay(4);
    assert.deepEqual([display.done, display.total], [0, null]);
    display.open(a, { storedFrames: 0 });
    display.update(a, { storedFrames: 10, expectedFrames: 100 });
    assert.deepEqual([display.done, display.total], [10, 400]);
    display.open(b, { storedFrames: 50 });
    assert.equal(display.total, 400); // nothing is known of it yet
    display.update(b, { storedFrames: 50, expectedFrames: null });
    assert.equal(display.total, null);
    display.update(b, { storedFrames: 60, expectedFrames: 250 });
    assert.deepEqual([display.done, display.total], [20, 600]);
    display.end(a);
    assert.deepEqual([display.done, display.total], [110, 600]);
  });

  it('leaves out what had nothing to do', () => {
    const display = new JointDisplay(4);
    display.end(c);
    display.end(d);
    display.open(a, { storedFrames: 0 });
    display.update(a, { storedFrames: 10, expectedFrames: 100 });
    assert.equal(display.total, 200);
    display.end(a);
    display.end(b);
    assert.deepEqual([display.done, display.total], [100, 100]);
  });
});
