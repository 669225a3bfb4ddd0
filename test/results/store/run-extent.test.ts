import assert from 'node:assert/strict';
import { isWithin, type RunExtent } from '../../../results/store/run-extent.ts';
import { sampleResult } from '../fixtures/samples.ts';

const open: RunExtent = { generation: 1, chunkFrames: 4, sampledFrames: null, isCamera: false };
const ended: RunExtent = { ...open, sampledFrames: 10 };
const camera: RunExtent = { ...ended, isCamera: true };

describe('The extent of a run', () => {
  for (const [what, run, chunkIndex, changes, expected] of [
    ['a full chunk before the end is known', open, 500, {}, true],
    ['a chunk that may be the last before the end is known', open, 2, { frameCount: 2 }, true],
    ['more frames than the run puts in a chunk', open, 0, { frameCount: 5 }, false],
    ['two hundred thousand frames in one chunk', open, 0, { frameCount: 200_000 }, false],
    ['frames that lie before the chunk', open, 3, { firstFrameIndex: 11 }, false],
    ['frames that lie far behind it, as sampling leaves them', open, 3, { firstFrameIndex: 1200 }, true],
    ['a full chunk within', ended, 1, {}, true],
    ['the last chunk with what is left', ended, 2, { frameCount: 2 }, true],
    ['the last chunk with more than is left', ended, 2, { frameCount: 4 }, false],
    ['a chunk within with fewer frames', ended, 1, { frameCount: 2 }, false],
    ['a chunk beyond the end', ended, 3, { frameCount: 1 }, false],
    ['a chunk of a camera that was closed early', camera, 7, { frameCount: 1, firstFrameIndex: 7 }, true],
    ['more chunks of a camera than it gave frames', camera, 10, { frameCount: 1 }, false],
    ['more frames of a camera than can be left', camera, 8, { frameCount: 3 }, false],
  ] as const) {
    it(`${expected ? 'holds' : 'does not hold'} ${what}`, () =>
      assert.equal(isWithin(run, sampleResult(chunkIndex, changes)), expected));
  }
});
