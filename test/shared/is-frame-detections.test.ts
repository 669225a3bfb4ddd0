import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import { frameDetectionsSchema } from '../../shared/detection.ts';
import { isFrameDetections } from '../../shared/is-frame-detections.ts';
import { Random } from '../results/query/brute-force/random.ts';

const ODD_VALUES = [
  ...[null, undefined, true, '', 'dog', '1', [], {}, [1, 2, 3, 4], [1, 2, 3], [1, 2, 3, '4'], [1, 2, 3, 4, 5]],
  ...[Number.NaN, Number.POSITIVE_INFINITY, -0, 0, 0.5, 1, 1.0000001, -1, -1e-9, 1e300, 2 ** 31 - 1, 2 ** 31, 2 ** 53],
  ...[8.64e15, -8.64e15, 8.64e15 + 1],
];

type Node = Record<string, unknown>;

function randomFrame(random: Random): Node {
  const detections = Array.from({ length: random.whole(0, 3) }, () => ({
    box: Array.from({ length: 4 }, () => random.number() * 2000 - 100),
    confidence: random.one([0, 1, random.number()]),
    classId: random.whole(0, 80),
    label: random.one(['dog', '', 'traffic light']),
  }));
  const capturedAt = random.one([null, 1.77e12 + random.number()]);
  return { frameIndex: random.whole(0, 9), ptsSeconds: random.number(), capturedAt, width: 1, height: 2, detections };
}

/** Changes one thing somewhere in it. */
function breakAt(random: Random, node: Node): void {
  const key = random.one(Object.keys(node));
  const value = node[key];
  const isDeep = typeof value === 'object' && value !== null && Object.keys(value).length > 0;
  const way = random.whole(0, 9);
  if (isDeep && random.chance(0.8)) breakAt(random, value as Node);
  else if (way === 0) delete node[key];
  else if (way === 1 && !Array.isArray(node)) node[random.one(['score', 'Label'])] = 1;
  else node[key] = structuredClone(random.one(ODD_VALUES));
}

describe('the quick check of what was found in a frame', () => {
  it('knows the frames that their schema leaves as they are, and no others', () => {
    const random = new Random(1);
    const verdicts = { true: 0, false: 0 };
    for (let round = 0; round < 5000; round++) {
      const frame = randomFrame(random);
      if (random.chance(0.9)) breakAt(random, frame);
      const { success, data } = frameDetectionsSchema.safeParse(frame);
      const isLeft = success && isDeepStrictEqual({ ...data }, { ...frame });
      assert.equal(isFrameDetections(frame), isLeft, JSON.stringify(frame));
      verdicts[`${isLeft}`]++;
    }
    assert.ok(verdicts.true > 500 && verdicts.false > 500, JSON.stringify(verdicts));
  });

  for (const value of [null, undefined, 1, 'frame', [], {}]) {
    it(`knows that ${JSON.stringify(value)} is none`, () => assert.equal(isFrameDetections(value), false));
  }
});
