import assert from 'node:assert/strict';
import { type Box, type BoxedFrame, boxesInWords, shownBoxes } from '../../../web/player/boxes.ts';

const box = (label: string): Box => ({ x1: 0, y1: 0, x2: 1, y2: 1, label, confidence: 1, trackId: null });
const FRAME: BoxedFrame = { frameIndex: 5, ptsSeconds: 1 / 3, width: 10, height: 10, boxes: [box('car')] };

describe('Boxes over a frame', () => {
  it('are those of the frame itself, and else told to be held from the one that was looked at last', () => {
    assert.deepEqual(shownBoxes(FRAME, 0.333333), { frame: FRAME, isHeld: false });
    assert.deepEqual(shownBoxes(FRAME, 0.366667), { frame: FRAME, isHeld: true });
    assert.equal(shownBoxes(null, 0), null);
  });

  it('are told in words, the most frequent first', () => {
    assert.equal(boxesInWords([box('car'), box('person'), box('person')]), '2 person, 1 car');
    assert.equal(boxesInWords([]), 'nothing found');
  });
});
