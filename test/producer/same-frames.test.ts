import assert from 'node:assert/strict';
import type { DecodedFrame } from '../../producer/ffmpeg/decoded-frame.ts';
import { SameFrames } from '../../producer/same-frames.ts';

function frame(frameIndex: number, look: number, given: Partial<DecodedFrame> = {}): DecodedFrame {
  const size = given.size ?? { width: 4, height: 2 };
  const pixels = new Uint8Array(size.width * size.height * 3).fill(128);
  pixels[pixels.length - 1] = look; // the last byte tells
  const shown = { width: 80, height: 40 };
  return { frameIndex, pts: frameIndex, ordinal: frameIndex, arrivedAt: 0, source: shown, size, pixels, ...given };
}

describe('the frames that were sent before', () => {
  const sourcesOf = (frames: readonly DecodedFrame[], chunkFrames = 2) => {
    const same = new SameFrames();
    return frames.map((one, at) => same.sourceOf(one, Math.floor(at / chunkFrames))?.frameIndex ?? null);
  };
  const looking = (...looks: number[]) => looks.map((look, index) => frame(index, look));

  it('name the first of those that are the same, and the chunk that it is in', () => {
    const same = new SameFrames();
    assert.equal(same.sourceOf(frame(6, 1), 3), null);
    assert.deepEqual(same.sourceOf(frame(7, 1), 3), { frameIndex: 6, chunkIndex: 3 });
    assert.deepEqual(same.sourceOf(frame(8, 1), 4), { frameIndex: 6, chunkIndex: 3 });
  });

  it('know a picture that comes back while few others were seen, and one that stays however long', () => {
    assert.deepEqual(sourcesOf(looking(1, 2, 1, 3, 2, 1)), [null, null, 0, null, 1, 0]);
    const eight = [1, 2, 3, 4, 5, 6, 7, 8];
    assert.deepEqual(sourcesOf(looking(...eight, 1)).at(-1), 0);
    assert.deepEqual(sourcesOf(looking(...eight, 9, 1)).at(-1), null);
    assert.deepEqual(sourcesOf(looking(...eight, 1, 9, 1)).slice(-3), [0, null, 0]);
  });

  it('are others where one byte is, and where the picture was of another size', () => {
    const of = (given: Partial<DecodedFrame>) => frame(1, 1, given);
    assert.deepEqual(sourcesOf([frame(0, 1), frame(1, 2)]), [null, null]);
    assert.deepEqual(sourcesOf([frame(0, 1), of({ source: { width: 40, height: 20 } })]), [null, null]);
    assert.deepEqual(sourcesOf([frame(0, 1), of({ size: { width: 2, height: 4 } })]), [null, null]);
  });

  it('are copies: the memory of a frame may be used again', () => {
    const same = new SameFrames();
    const first = frame(0, 1);
    same.sourceOf(first, 0);
    first.pixels.fill(0);
    assert.equal(same.sourceOf(frame(1, 1), 0)?.frameIndex, 0);
    assert.equal(same.sourceOf(frame(2, 0, { pixels: first.pixels }), 0), null);
  });

  it('are kept within 16 MiB, one at least', () => {
    const large = (frameIndex: number, look: number, side: number) =>
      frame(frameIndex, look, { size: { width: side, height: side } });
    const seen = (side: number) => sourcesOf([1, 2, 1, 1].map((look, index) => large(index, look, side)));
    assert.deepEqual(seen(1600), [null, null, 0, 0]);
    assert.deepEqual(seen(2400), [null, null, null, 2]);
  });
});
