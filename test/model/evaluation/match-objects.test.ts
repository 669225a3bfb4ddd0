import assert from 'node:assert/strict';
import { matchObjects } from '../../../model/evaluation/match-objects.ts';
import type { BoundingBox } from '../../../shared/detection.ts';

const ALL = 0b1111111111;
const TEN: BoundingBox = [0, 0, 10, 10];
const FAR: BoundingBox = [50, 50, 60, 60];

const found = (box: BoundingBox, confidence: number) => ({ box, confidence, classId: 0, label: 'cat' });
const object = (box: BoundingBox, { isCrowd = false, isIgnored = false } = {}) => ({
  box,
  classId: 0,
  isCrowd,
  isIgnored,
});
/** Upper part of TEN: its IoU with TEN is the part. */
const upper = (part: number): BoundingBox => [0, 0, 10, 10 * part];

describe('matching detections to objects', () => {
  for (const [name, objects, detections, expected] of [
    ['nothing at all', [], [], []],
    ['an object that is missed', [object(TEN)], [], []],
    ['a detection of nothing', [], [found(TEN, 0.9)], [[0.9, 0, 0]]],
    ['an exact hit', [object(TEN)], [found(TEN, 0.9)], [[0.9, ALL, 0]]],
    ['an overlap of exactly 0.5', [object(TEN)], [found(upper(0.5), 0.9)], [[0.9, 0b1, 0]]],
    ['an overlap of 0.76', [object(TEN)], [found(upper(0.76), 0.9)], [[0.9, 0b111111, 0]]],
    ['boxes that only touch', [object(TEN)], [found([10, 0, 20, 10], 0.9)], [[0.9, 0, 0]]],
    ['a box without area', [object(TEN)], [found([5, 5, 5, 5], 0.9)], [[0.9, 0, 0]]],
    [
      'two on one object: the more confident has it',
      [object(TEN)],
      [found(TEN, 0.4), found(upper(0.6), 0.9)],
      [
        [0.9, 0b111, 0],
        [0.4, ALL & ~0b111, 0],
      ],
    ],
    [
      'equal confidences: the one found first has it',
      [object(TEN)],
      [found(upper(0.9), 0.5), found(TEN, 0.5)],
      [
        [0.5, 0b111111111, 0],
        [0.5, 0b1000000000, 0],
      ],
    ],
    ['the object that it overlaps most', [object(upper(0.6)), object(TEN)], [found(TEN, 0.9)], [[0.9, ALL, 0]]],
    [
      'a crowd: as many as like, by the part inside',
      [object([0, 0, 100, 100], { isCrowd: true })],
      [found(TEN, 0.9), found(FAR, 0.8)],
      [
        [0.9, 0, ALL],
        [0.8, 0, ALL],
      ],
    ],
    [
      'an ignored object: one, by IoU',
      [object(TEN, { isIgnored: true })],
      [found(TEN, 0.9), found(TEN, 0.8)],
      [
        [0.9, 0, ALL],
        [0.8, 0, 0],
      ],
    ],
    [
      'an object before the crowd around it',
      [object([0, 0, 100, 100], { isCrowd: true }), object(upper(0.5))],
      [found(TEN, 0.9)],
      [[0.9, 0b1, ALL & ~0b1]],
    ],
  ] as const) {
    it(`sees ${name}`, () => {
      const outcomes = matchObjects(objects, detections);
      assert.deepEqual(
        outcomes.map(({ confidence, matched, ignored }) => [confidence, matched, ignored]),
        expected,
      );
    });
  }

  it('looks at the 100 most confident of a class', () => {
    const outcomes = matchObjects(
      [object(TEN)],
      Array.from({ length: 150 }, (_, i) => found(FAR, (i + 1) / 200)),
    );
    assert.equal(outcomes.length, 100);
    assert.deepEqual([outcomes[0]!.confidence, outcomes[99]!.confidence], [0.75, 0.255]);
  });
});
