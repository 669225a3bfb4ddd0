import assert from 'node:assert/strict';
import { blockDifferences } from '../../../producer/adaptive/block-difference.ts';
import { FrameChooser } from '../../../producer/adaptive/frame-chooser.ts';
import { grayPlaneOf } from '../../../producer/adaptive/gray-plane.ts';
import { frameOf } from './frames.ts';

/** Ordinals that are chosen of frames, each of one brightness. */
function chosenOf(levels: readonly number[], mostFrames?: number): number[] {
  const chooser = new FrameChooser(mostFrames);
  return levels.flatMap((level, ordinal) => chooser.take(frameOf(ordinal, level)).chosen);
}

const level = (count: number, of: (index: number) => number) => Array.from({ length: count }, (_, at) => of(at));

describe('Frames that are chosen before anything is known of them', () => {
  it('lie far apart where nothing moves', () => {
    assert.deepEqual(chosenOf(level(200, () => 50)), [0, 64, 128, 192]);
  });

  it('lie nearer where something does', () => {
    assert.deepEqual(chosenOf(level(50, (at) => at * 5)), [0, 18, 36]);
  });

  it('lie on both sides of a change', () => {
    assert.deepEqual(chosenOf(level(60, (at) => (at < 40 ? 50 : 200))), [0, 39, 40]);
  });

  it('hold a flash of one frame, and what is there right behind it', () => {
    assert.deepEqual(chosenOf(level(60, (at) => (at === 30 ? 250 : 50))), [0, 29, 30, 31]);
  });

  it('lie on both sides of a cut where something moved before', () => {
    assert.deepEqual(chosenOf(level(40, (at) => (at < 20 ? at * 5 : 250 - at))), [0, 18, 19, 20]);
  });

  it('lie on no side of a step of one thing, however quick it is', () => {
    const chooser = new FrameChooser();
    const chosen = level(40, () => 50).flatMap((of, ordinal) => {
      const frame = frameOf(ordinal, of);
      const column = (ordinal % 4) * 16;
      for (let y = 0; y < 16; y++) frame.pixels.fill(250, (y * 64 + column) * 3, (y * 64 + column + 16) * 3);
      return chooser.take(frame).chosen;
    });
    assert.deepEqual(chosen, [0, 18, 36]);
  });

  it('lie on both sides of another size, also right behind one that was chosen', () => {
    const chooser = new FrameChooser();
    const chosen = level(12, () => 50).flatMap((of, ordinal) => {
      const size = ordinal < 5 ? { width: 800, height: 400 } : { width: 400, height: 400 };
      return chooser.take({ ...frameOf(ordinal, of), source: size }).chosen;
    });
    assert.deepEqual(chosen, [0, 4, 5]);
  });

  it('lie no further apart than they may', () => {
    assert.deepEqual(
      chosenOf(
        level(12, () => 50),
        4,
      ),
      [0, 4, 8],
    );
  });
});

describe('The difference of two frames', () => {
  it('is told block by block', () => {
    const [before, after] = [frameOf(0, 10), frameOf(1, 10)];
    for (let y = 20; y < 28; y++) for (let x = 20; x < 28; x++) after.pixels[(y * 64 + x) * 3 + 1] = 210;
    const [a, b] = [grayPlaneOf(before), grayPlaneOf(after)];
    assert.deepEqual(a.size, { width: 64, height: 64 });
    assert.deepEqual(Array.from(blockDifferences(a.points, b.points, a.size), (of) => of > 0).indexOf(true), 5);
    assert.equal(Math.max(...blockDifferences(a.points, b.points, a.size)), 200 / 4);
  });

  it('is measured on fewer points of a large frame, and on those of one channel', () => {
    const size = { width: 640, height: 352 };
    const pixels = new Uint8Array(640 * 352).fill(7);
    const plane = grayPlaneOf({ size, pixels });
    assert.deepEqual(plane.size, { width: 320, height: 176 });
    assert.ok(plane.points.every((point) => point === 7));
  });
});
