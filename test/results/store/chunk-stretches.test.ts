import assert from 'node:assert/strict';
import { stretchesOf } from '../../../results/store/chunk-stretches.ts';
import { failedResult, partlyFailedResult, sampleResult } from '../fixtures/samples.ts';

describe('The rows of a chunk in the ledger', () => {
  for (const [name, result, expected] of [
    ['is one for a chunk that is stored', sampleResult(2), [['stored', null, 8, 4]]],
    ['is one for a chunk that failed as a whole', failedResult(2), [['failed', 'out of memory', 8, 4]]],
    [
      'are one for each stretch of frames',
      partlyFailedResult(2, [1], 'a'),
      [
        ['stored', null, 8, 1],
        ['failed', 'a', 9, 1],
        ['stored', null, 10, 2],
      ],
    ],
    ['join neighbours with one reason', partlyFailedResult(2, [0, 1, 2, 3], 'a'), [['failed', 'a', 8, 4]]],
    [
      'keep reasons apart',
      {
        ...partlyFailedResult(2, [0]),
        ...{ frames: [], failures: ['a', 'a', 'b', 'a'].map((error, i) => ({ frameIndex: 20 + i * 5, error })) },
      },
      [
        ['failed', 'a', 20, 2],
        ['failed', 'b', 30, 1],
        ['failed', 'a', 35, 1],
      ],
    ],
  ] as const) {
    it(name, () => {
      const rows = stretchesOf(result).map((row) => [row.state, row.error, row.firstFrameIndex, row.frameCount]);
      assert.deepEqual(rows, expected);
    });
  }
});
