import assert from 'node:assert/strict';
import { scoreClip } from '../../../app/demo/clip-score.ts';
import { sightingsByLabel } from '../../../results/query/sightings.ts';
import type { DetectionRow } from '../../../shared/questions.ts';

const LABELS = ['cat', 'dog'];
const row = (frameIndex: number, classId: number, confidence: number, x1 = 0): DetectionRow => {
  const place = { x1, y1: 0, x2: x1 + 100, y2: 100 };
  const frame = { runId: 'r', videoId: 'v', frameIndex, ptsSeconds: frameIndex / 2 };
  return { ...frame, classId, label: LABELS[classId]!, confidence, ...place, capturedAt: null };
};
const object = (classId: number, x1 = 0, isCrowd = false) => ({
  box: [x1, 0, x1 + 100, 100] as const,
  classId,
  isCrowd,
  isIgnored: false,
});

describe('the score of a clip', () => {
  const truth = new Map([
    [0, [object(0), object(1, 200)]],
    [1, [object(0), object(1, 200, true)]],
  ]);

  it('is whole when all is found and nothing else', () => {
    const rows = [row(0, 0, 0.9), row(0, 1, 0.8, 200), row(1, 0, 0.7)];
    assert.deepEqual(scoreClip(rows, truth, LABELS), { precision: 1, recall: 1, ap50: 1, objects: 3 });
  });

  for (const [what, extra, precision, recall] of [
    ['an object that was missed', [], 1, 2 / 3],
    ['a second box on an object', [row(0, 0, 0.3), row(1, 0, 0.7)], 3 / 4, 1],
    ['a detection in a frame without objects', [row(7, 0, 0.3), row(1, 0, 0.7)], 3 / 4, 1],
    ['a detection of another class', [row(1, 1, 0.7)], 2 / 3, 2 / 3],
    ['a box that overlaps by less than half', [row(1, 0, 0.7, 34)], 2 / 3, 2 / 3],
    ['a box that overlaps by just half', [row(1, 0, 0.7, 33)], 1, 1],
    ['boxes on what is ignored', [row(1, 1, 0.9, 200), row(1, 1, 0.8, 210), row(1, 0, 0.7)], 1, 1],
  ] as const) {
    it(`counts ${what}`, () => {
      const score = scoreClip([row(0, 0, 0.9), row(0, 1, 0.8, 200), ...extra], truth, LABELS);
      assert.ok(Math.abs(score.precision! - precision) < 1e-12, `${score.precision}`);
      assert.ok(Math.abs(score.recall - recall) < 1e-12, `${score.recall}`);
    });
  }

  it('has no precision where nothing was detected', () => {
    assert.deepEqual(scoreClip([], truth, LABELS), { precision: null, recall: 0, ap50: 0, objects: 3 });
  });
});

describe('sightings of labels', () => {
  it('join what is at most a second apart, and keep the surest detection', () => {
    const rows = [row(0, 0, 0.5), row(2, 0, 0.9), row(2, 1, 0.6), row(5, 0, 0.7), row(5, 0, 0.6)];
    const { cat, dog } = Object.fromEntries(sightingsByLabel(rows));
    assert.deepEqual(cat, {
      segments: [
        [0, 1],
        [2.5, 2.5],
      ],
      best: rows[1],
    });
    assert.deepEqual(dog, { segments: [[1, 1]], best: rows[2] });
  });

  it('are none where nothing is seen', () => assert.equal(sightingsByLabel([]).size, 0));
});
