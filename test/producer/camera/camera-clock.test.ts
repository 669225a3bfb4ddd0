import assert from 'node:assert/strict';
import { CameraClock } from '../../../producer/camera/camera-clock.ts';
import { OpeningBurst } from '../../../producer/camera/opening-burst.ts';
import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';

const size = { width: 1, height: 1 };
const frame = (frameIndex: number, pts: number, arrivedAt: number): DecodedFrame => ({
  ...{ frameIndex, pts, ordinal: frameIndex, arrivedAt, source: size, size, pixels: new Uint8Array(3) },
});

describe("a camera's clock", () => {
  it('lets a first stream be as it is', () => {
    const clock = new CameraClock([1, 90_000]);
    const given = [frame(0, 126_000, 1000), frame(1, 129_600, 1040)];
    assert.deepEqual(
      given.map((one) => clock.apply(one, [1, 90_000])),
      given,
    );
  });

  it('counts on over a stream that begins anew with another time base, by the time that passed', () => {
    const clock = new CameraClock([1, 1000]);
    clock.apply(frame(0, 5000, 100_000), [1, 1000]);
    clock.apply(frame(4, 5400, 100_400), [1, 1000]); // every fourth frame is sampled
    clock.endStream(7);
    const next = [frame(0, 90, 103_400), frame(1, 99, 103_500)].map((one) => clock.apply(one, [1, 90]));
    assert.deepEqual(
      next.map(({ frameIndex, pts }) => [frameIndex, pts]),
      [
        [7, 8400],
        [8, 8500],
      ],
    );
  });

  it('goes by when frames came where they carry no time', () => {
    const clock = new CameraClock([1, 1000], true);
    const given = [frame(0, 3, 50_000), frame(1, 4, 50_100), frame(2, 5, 50_350)];
    assert.deepEqual(
      given.map((one) => clock.apply(one, [1, 25]).pts),
      [0, 100, 350],
    );
  });

  it('never goes back, also where the wall clock does', () => {
    const clock = new CameraClock([1, 25]);
    clock.apply(frame(0, 10, 50_000), [1, 25]);
    clock.endStream(1);
    assert.equal(clock.apply(frame(0, 3, 40_000), [1, 25]).pts, 11);
  });
});

describe('the burst at the opening of a stream', () => {
  const timesOf = (frames: readonly DecodedFrame[]) => frames.map(({ arrivedAt }) => arrivedAt);
  const play = (...given: DecodedFrame[]) => {
    const burst = new OpeningBurst(1 / 1000);
    return timesOf([...given.flatMap((one) => burst.take(one)), ...burst.end()]);
  };

  const steady = [frame(4, 1200, 11_200), frame(5, 1500, 11_507), frame(6, 1800, 11_800)];

  it('is spread over the time in which its frames came', () => {
    const given = [frame(0, 0, 10_900), frame(1, 300, 10_905), frame(2, 600, 10_908), frame(3, 900, 10_910)];
    assert.deepEqual(play(...given, ...steady), [10_000, 10_300, 10_600, 10_900, 11_200, 11_500, 11_800]);
  });

  it('may have pauses, and frames of one time stamp', () => {
    const given = [frame(0, 0, 10_900), frame(1, 0, 10_901), frame(2, 300, 11_080), frame(3, 600, 11_085)];
    const last = frame(4, 900, 11_090);
    assert.deepEqual(
      play(...given, last, ...steady, frame(7, 2100, 12_190)),
      [10_000, 10_000, 10_300, 10_600, 10_900, 11_200, 11_500, 11_800, 12_100],
    );
  });

  it('is none where frames come at their pace from the start', () => {
    const given = [frame(0, 0, 500), frame(1, 40, 541), frame(2, 80, 579), frame(3, 120, 620), frame(4, 160, 670)];
    assert.deepEqual(play(...given), [500, 541, 579, 620, 670]);
  });

  it('puts no frame more than a second and a half before its stamp', () => {
    assert.deepEqual(play(frame(0, 0, 5000), frame(1, 1400, 5001), frame(2, 2800, 5002)), [3500, 3602, 5002]);
  });

  it('of one frame is that frame', () => assert.deepEqual(play(frame(0, 7, 5000)), [5000]));
});
