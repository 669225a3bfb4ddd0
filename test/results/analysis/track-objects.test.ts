import assert from 'node:assert/strict';
import { quietCut } from '../../../results/analysis/tracking/quiet-cut.ts';
import {
  type LookedAtFrame,
  type ObjectTrack,
  trackObjects,
} from '../../../results/analysis/tracking/track-objects.ts';
import type { Detection } from '../../../shared/detection.ts';
import { seededRandom } from '../../fixtures/seeded-random.ts';
import { boxAt, detection, framesAt } from './tracked-boxes.ts';

function centreX({ boxes }: ObjectTrack, index: number): number {
  const [x1, , x2] = boxes.at(index)!.box;
  return (x1 + x2) / 2;
}

describe('tracking after the fact', () => {
  it('finds no object where nothing is found', () => {
    assert.deepEqual(trackObjects([]), []);
    assert.deepEqual(trackObjects(framesAt(25, 10, () => [])), []);
  });

  it('keeps an object one through frames in which it is not seen, and says where it was then', () => {
    const frames = framesAt(25, 50, (index, seconds) =>
      index >= 20 && index < 30 ? [] : [detection(boxAt(100 + 60 * seconds, 200))],
    );
    const [track, ...others] = trackObjects(frames);
    assert.equal(others.length, 0);
    assert.equal(track!.boxes.length, 50);
    assert.deepEqual(
      track!.boxes.filter(({ confidence }) => confidence === null).map(({ frameIndex }) => frameIndex),
      Array.from({ length: 10 }, (_, index) => 20 + index),
    );
    for (const [index, { ptsSeconds }] of track!.boxes.entries()) {
      assert.ok(Math.abs(centreX(track!, index) - (100 + 60 * ptsSeconds)) < 0.5);
    }
  });

  for (const fps of [6, 12.5, 25, 29.97, 60]) {
    it(`closes a gap of 1 s and not one of 4 s at ${fps} frames a second: limits are seconds`, () => {
      const seen = (gap: number) =>
        framesAt(fps, Math.round(fps * (4 + gap)), (_, seconds) =>
          seconds >= 2 && seconds < 2 + gap ? [] : [detection(boxAt(100 + 20 * seconds, 200))],
        );
      assert.equal(trackObjects(seen(1)).length, 1);
      assert.equal(trackObjects(seen(4)).length, 2);
    });
  }

  it('counts no flicker: what is seen for less than a fifth of a second gets no id', () => {
    const frames = framesAt(25, 100, (index) => {
      const standing = detection(boxAt(100, 200));
      return index % 20 < 2 ? [standing, detection(boxAt(400, 200))] : [standing];
    });
    // every 0.8 s for 0.08 s: far more often than any gap that is closed is long
    const tracks = trackObjects(framesAt(25, 100, (index) => (index % 75 < 3 ? [detection(boxAt(400, 200))] : [])));
    assert.deepEqual(tracks, []);
    assert.equal(trackObjects(frames).filter(({ boxes }) => boxes[0]!.box[0] < 200).length, 1);
    const ids = trackObjects(frames).map(({ trackId }) => trackId);
    assert.deepEqual(
      ids,
      [...ids.keys()].map((index) => index + 1),
      'no id is left out, none is -1',
    );
  });

  it('lets weak detections go on with an object but not begin one, and finds those before the first sure one', () => {
    const weak = framesAt(25, 50, () => [detection(boxAt(100, 200), { confidence: 0.3 })]);
    assert.deepEqual(trackObjects(weak), []);
    const rising = framesAt(25, 50, (index) => [detection(boxAt(100, 200), { confidence: index < 15 ? 0.3 : 0.9 })]);
    const [track] = trackObjects(rising);
    assert.equal(track!.boxes[0]!.frameIndex, 0);
    assert.equal(track!.boxes.length, 50);
  });

  it('counts nothing that only doubles another object box by box, and nothing that was surely seen twice only', () => {
    const doubled = framesAt(25, 50, (index) => {
      const box = detection(boxAt(100 + index, 200));
      return index > 10 && index < 25 ? [box, detection(boxAt(106 + index, 204, 36, 76), { confidence: 0.6 })] : [box];
    });
    assert.equal(trackObjects(doubled).length, 1);
    const twice = framesAt(25, 50, (index) => [detection(boxAt(100, 200), { confidence: index < 2 ? 0.9 : 0.3 })]);
    assert.deepEqual(trackObjects(twice), []);
  });

  it('keeps two apart that pass each other, also where one hides the other', () => {
    const frames = framesAt(25, 75, (_, seconds) => {
      const right = detection(boxAt(100 + 100 * seconds, 200));
      const left = detection(boxAt(400 - 100 * seconds, 205));
      const isHidden = Math.abs(seconds - 1.5) < 0.15;
      return isHidden ? [right] : [right, left];
    });
    const tracks = trackObjects(frames);
    assert.equal(tracks.length, 2);
    for (const track of tracks) {
      const moved = centreX(track, -1) - centreX(track, 0);
      assert.ok(Math.abs(Math.abs(moved) - 296) < 8, `${moved}`);
    }
  });

  it('joins no boxes of two classes', () => {
    const frames = framesAt(25, 20, () => [
      detection(boxAt(100, 200)),
      detection(boxAt(102, 200), { classId: 1, label: 'dog' }),
    ]);
    assert.deepEqual(
      trackObjects(frames).map(({ label }) => label),
      ['person', 'dog'],
    );
  });

  it('begins anew where time jumps back', () => {
    const once = framesAt(25, 25, () => [detection(boxAt(100, 200))]);
    const again = once.map((frame) => ({ ...frame, frameIndex: frame.frameIndex + 25 }));
    const tracks = trackObjects([...once, ...again]);
    assert.deepEqual(
      tracks.map(({ boxes }) => [boxes[0]!.frameIndex, boxes.at(-1)!.frameIndex]),
      [
        [0, 24],
        [25, 49],
      ],
    );
  });

  it('finds the same objects in parts that are parted in quiet moments', () => {
    const random = seededRandom(5);
    for (const fps of [0.5, 5, 25]) {
      const frames = framesAt(fps, 800, (index) =>
        Math.floor(index / 150) % 2 === 0 && random() > 0.2 ? [detection(boxAt(100 + (index % 150), 200))] : [],
      );
      const cut = quietCut(frames.slice(0, 650));
      assert.ok(cut > 500 && cut <= 650, `${cut}`);
      const whole = trackObjects(frames);
      const parts = [...trackObjects(frames.slice(0, cut)), ...trackObjects(frames.slice(cut))];
      assert.deepEqual(
        parts.map(({ boxes }) => boxes),
        whole.map(({ boxes }) => boxes),
      );
      assert.ok(whole.length >= 3);
    }
    assert.equal(quietCut(framesAt(25, 500, () => [detection(boxAt(100, 200))])), 0);
    assert.equal(quietCut([]), 0);
  });

  it('follows what stands still also where one frame in five seconds is looked at', () => {
    const parked = framesAt(0.2, 20, () => [detection(boxAt(300, 200, 120, 60))]);
    assert.equal(trackObjects(parked).length, 1);
  });

  it('gives the same tracks in whatever order the detections of a frame come, and twice', () => {
    const random = seededRandom(7);
    const frames = framesAt(25, 100, (_, seconds) =>
      Array.from({ length: 8 }, (_, lane) =>
        detection(boxAt(60 * lane + (lane % 2 ? 40 : -40) * seconds + 4 * random(), 200 + 5 * random()), {
          confidence: 0.3 + 0.6 * random(),
        }),
      ).filter(() => random() > 0.1),
    );
    const shuffled: LookedAtFrame[] = frames.map((frame) => ({
      ...frame,
      detections: (frame.detections as Detection[]).toSorted(() => random() - 0.5),
    }));
    assert.deepEqual(trackObjects(shuffled), trackObjects(frames));
    assert.deepEqual(trackObjects(frames), trackObjects(frames));
  });

  it('has one box a frame from the first to the last, inside the frames that were looked at', () => {
    const random = seededRandom(11);
    const frames = framesAt(12, 200, () =>
      Array.from({ length: 6 }, () => detection(boxAt(200 * random(), 200 * random()), { confidence: random() })),
    );
    for (const { boxes } of trackObjects(frames)) {
      const first = boxes[0]!.frameIndex;
      assert.deepEqual(
        boxes.map(({ frameIndex }) => frameIndex),
        Array.from(boxes, (_, index) => first + index),
      );
      assert.ok(boxes.every(({ box }) => box.every(Number.isFinite) && box[0] <= box[2] && box[1] <= box[3]));
    }
  });
});
