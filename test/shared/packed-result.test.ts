import assert from 'node:assert/strict';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { NUMBERS, packed } from '../../shared/packed-result.ts';
import { unpackedResult } from '../fixtures/unpacked-result.ts';
import {
  failedResult,
  partlyFailedResult,
  sampleDetection,
  sampleFrame,
  sampleResult,
} from '../results/fixtures/samples.ts';
import { Random } from '../results/query/brute-force/random.ts';

const LABELS = ['person', '', 'traffic, light', 'Ünïcode 🐈', '__proto__', '0'];

function randomResult(random: Random): ChunkResult {
  const number = () => random.one([0, -0, 1e9, -1e9, 5e-324, 0.1, random.number() * 2000]);
  const frames = Array.from({ length: random.whole(0, 5) }, (_, index) =>
    sampleFrame(index, {
      capturedAt: random.one([null, 1.77e12 + random.number()]),
      detections: Array.from({ length: random.one([0, 1, 7]) }, () =>
        sampleDetection({
          box: [number(), number(), number(), number()],
          confidence: random.number(),
          classId: random.one([0, 79, 2 ** 31 - 1]),
          label: random.one(LABELS),
        }),
      ),
    }),
  );
  return sampleResult(random.whole(0, 9), { frames });
}

describe('A packed result', () => {
  it('holds what it was packed from', () => {
    const random = new Random(7);
    const results = Array.from({ length: 200 }, () => randomResult(random));
    for (const result of [...results, failedResult(3), partlyFailedResult(3, [1]), sampleResult(0, { frames: [] })]) {
      assert.deepEqual(unpackedResult(packed(result)), result);
    }
  });

  it('names each label once, as they come', () => {
    const labelled = (...labels: string[]) => labels.map((label) => sampleDetection({ label }));
    const frames = [labelled('b', 'a', 'b'), [], labelled('a', 'c')].map((detections, index) =>
      sampleFrame(index, { detections }),
    );
    const { labels, numbers } = packed(sampleResult(0, { frames }));
    assert.deepEqual(labels, ['b', 'a', 'c']);
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((index) => numbers[index * NUMBERS]),
      [0, 1, 0, 1, 2],
    );
  });
});
