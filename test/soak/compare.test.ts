import assert from 'node:assert/strict';
import { carriedIn, compareAdaptive, compareFrames, framesOf, type Row } from './compare.ts';

/** Rows of a run: for each frame, the labels that it shows. */
function run(labelsByFrame: Record<number, string[]>, runId = 'a'): Row[] {
  return Object.entries(labelsByFrame).flatMap(([index, labels]) =>
    labels.map((label) => ({
      runId,
      videoId: runId,
      frameIndex: Number(index),
      ptsSeconds: Number(index) / 25,
      label,
    })),
  );
}

describe('the comparison of a run with one that had no faults', () => {
  const reference = framesOf(run({ 0: ['car', 'person'], 1: ['car'], 2: ['dog'] }));
  const differenceOf = (rows: Row[], mayMiss = false) => compareFrames(reference, framesOf(rows), mayMiss);

  const cases: [string, Row[], [lost: number, doubled: number, different: number]][] = [
    [
      'finds nothing in an equal run of another name',
      run({ 0: ['person', 'car'], 1: ['car'], 2: ['dog'] }, 'b'),
      [0, 0, 0],
    ],
    ['counts a frame without rows as lost', run({ 0: ['person', 'car'], 2: ['dog'] }), [1, 0, 0]],
    ['counts every frame of a run that is not there as lost', [], [3, 0, 0]],
    [
      'counts a frame as doubled once',
      run({ 0: ['person', 'car', 'car', 'person'], 1: ['car'], 2: ['dog'] }),
      [0, 1, 0],
    ],
    [
      'counts a frame that was stored in part twice as doubled',
      run({ 0: ['person', 'car', 'car'], 1: ['car'], 2: ['dog'] }),
      [0, 1, 0],
    ],
    [
      'counts a frame with another detection as different',
      run({ 0: ['person', 'bus'], 1: ['car'], 2: ['dog'] }),
      [0, 0, 1],
    ],
    ['counts a frame that lacks a detection as different', run({ 0: ['person'], 1: ['car'], 2: ['dog'] }), [0, 0, 1]],
    [
      'counts a frame that ought not to be there as different',
      run({ 0: ['person', 'car'], 1: ['car'], 2: ['dog'], 7: ['dog'] }),
      [0, 0, 1],
    ],
  ];
  for (const [title, rows, [lost, doubled, different]] of cases) {
    it(title, () => assert.deepEqual(differenceOf(rows), { lost, doubled, different }));
  }

  it('counts a frame with another time stamp as different', () => {
    const rows = run({ 0: ['person', 'car'], 1: ['car'], 2: ['dog'] }).map((row) =>
      row.frameIndex === 2 ? { ...row, ptsSeconds: 0.5 } : row,
    );
    assert.deepEqual(differenceOf(rows), { lost: 0, doubled: 0, different: 1 });
  });

  it('lets a camera miss frames, and still finds those that differ', () => {
    assert.deepEqual(differenceOf(run({ 1: ['bus'] }), true), { lost: 0, doubled: 0, different: 1 });
  });
});

describe('the comparison of an adaptive run with one that looked at all frames', () => {
  const reference = framesOf(run({ 0: ['car'], 1: ['car'], 2: ['car'], 3: ['car'] }));
  const differenceOf = (rows: Row[], ...carried: number[]) => {
    const told = rows.map((row) => ({ ...row, carriedFrom: carried.includes(row.frameIndex) ? 0 : null }));
    return compareAdaptive(reference, framesOf(told), carriedIn(told));
  };
  const none = { lost: 0, doubled: 0, different: 0 };

  it('lets a carried frame hold anything, or nothing', () => {
    assert.deepEqual(differenceOf(run({ 0: ['car'], 1: ['bus'], 3: ['car'] }), 1, 2), none);
  });

  it('tells of a frame that was looked at and is another', () => {
    assert.deepEqual(differenceOf(run({ 0: ['car'], 1: ['bus'], 3: ['bus'] }), 1), { ...none, different: 1 });
  });

  it('tells of a carried frame that is stored twice, and of one that is none of the video', () => {
    assert.deepEqual(differenceOf(run({ 0: ['car'], 1: ['bus', 'bus'] }), 1), { ...none, doubled: 1 });
    assert.deepEqual(differenceOf(run({ 0: ['car'], 9: ['bus'] }), 9), { ...none, different: 1 });
  });
});
