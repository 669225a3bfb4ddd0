import assert from 'node:assert/strict';
import { account, assertRefused, carriedFrame, detection, frame, readChunkResult, result } from './sample-result.ts';

const withDetection = (changes: object) => ({
  ...result,
  frames: [
    { ...frame, detections: [{ ...detection, ...changes }] },
    { ...frame, frameIndex: 9 },
  ],
});

describe('a message of the results queue, of a worker of an older version', () => {
  it('is taken as it is when it is valid', () => {
    assert.deepEqual(readChunkResult(result), { result, refusal: null });
    const failed = { ...result, state: 'failed', error: 'bad', frames: [] };
    assert.deepEqual(readChunkResult(failed), { result: failed, refusal: null });
    const partly = { ...result, frames: [frame], failures: [{ frameIndex: 9, error: 'bad' }] };
    assert.deepEqual(readChunkResult(partly), { result: partly, refusal: null });
    const carried = [{ ...carriedFrame(9), from: { frameIndex: 8, chunkIndex: 4 } }];
    const halved = { ...result, frames: [frame], carried };
    assert.deepEqual(readChunkResult(halved), { result: halved, refusal: null });
  });

  for (const [what, message, reason] of [
    [
      'names no source of a frame that is the same as another',
      { ...result, frames: [frame], carried: [carriedFrame(9)] },
      /carried\.0\.from/,
    ],
    [
      'tells of a frame twice',
      { ...result, frames: [frame], carried: [{ ...carriedFrame(8), from: { frameIndex: 7, chunkIndex: 3 } }] },
      /2 entries \(`frameCount`\), one for each frame, got 2 of 1 frames/,
    ],
    [
      'waits for a frame that comes later',
      {
        ...result,
        frames: [{ ...frame, frameIndex: 9 }],
        carried: [{ ...carriedFrame(8), from: { frameIndex: 10, chunkIndex: 5 } }],
      },
      /carried.* to be the same as earlier ones, got frame 8 for 10 of chunk 5/,
    ],
    ['holds a number that is none', withDetection({ confidence: Number.NaN }), /confidence/],
    [
      'holds an edge that JSON could not write',
      withDetection({ box: [0, 0, null, 1] }),
      /frames\.0\.detections\.0\.box/,
    ],
    ['holds an endless edge', withDetection({ box: [0, 0, Number.POSITIVE_INFINITY, 1] }), /box/],
    ['holds an edge beyond every frame', withDetection({ box: [-2e9, 0, 1, 1] }), /±1000000000, got -2000000000/],
    ['holds a class beyond every list', withDetection({ classId: 2 ** 40 }), /detections\.0\.classId/],
    [
      'holds a frame wider than the store can say',
      { ...result, frames: [{ ...frame, width: 2 ** 40 }, frame] },
      /width/,
    ],
    ['says that it took longer than anybody waits', { ...result, inferenceMs: 1e308 }, /inferenceMs/],
    [
      'holds a time that no calendar has',
      { ...result, frames: [{ ...frame, capturedAt: 1e300 }, frame] },
      /capturedAt/,
    ],
    ['has less frames than it says', { ...result, frames: [frame] }, /2 entries \(`frameCount`\).*got 1 of 1 frames/],
    ['has a frame twice', { ...result, frames: [frame, frame] }, /got 2 of 1 frames/],
    [
      'has a frame that was processed and was not',
      { ...result, failures: [{ frameIndex: 9, error: '' }] },
      /got 3 of 2/,
    ],
    ['has a state of a later version', { ...result, state: 'skipped' }, /state/],
    ['lacks what a later version has', { ...result, inferenceMs: undefined }, /inferenceMs/],
  ] as const) {
    it(`becomes a failure of its frames, with the reason, when it ${what}`, () => assertRefused(message, reason));
  }

  it('leaves behind what no version knows', () => {
    const { result: kept } = readChunkResult({ ...withDetection({ score: 1 }), colour: 'red' });
    assert.deepEqual(kept, result);
    assert.deepEqual(readChunkResult({ ...result, failures: undefined }), { result, refusal: null });
  });

  it('need not say who sent it', () => {
    const { result: failed } = readChunkResult({ ...account, workerId: 'x'.repeat(1e6), attempts: 'many' });
    assert.deepEqual([failed?.state, failed?.workerId, failed?.attempts], ['failed', 'unknown', 1]);
  });

  for (const [what, message] of [
    ['is nothing', null],
    ['is a text', 'hello'],
    ['says no run', { ...result, runId: undefined }],
    ['says no generation', { ...result, generation: undefined }],
    ['is about a frame beyond what a store holds', { ...result, firstFrameIndex: 2 ** 31 }],
    ['is about no frame', { ...result, frameCount: 0 }],
    ['is about half a frame', { ...result, frameCount: 0.5 }],
  ] as const) {
    it(`is given up when it ${what}`, () => {
      const { result: none, refusal } = readChunkResult(message);
      assert.equal(none, null);
      assert.match(refusal ?? '', /Expected a chunk result/);
    });
  }
});
