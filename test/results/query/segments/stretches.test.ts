import assert from 'node:assert/strict';
import {
  factsOfStretches,
  findStretches,
  type Hit,
  type StretchTaker,
} from '../../../../results/query/segments/stretches.ts';

const hit = (ptsSeconds: number, changes: Partial<Hit> = {}): Hit => ({
  ...{ runNo: 1, frameIndex: Math.round(ptsSeconds * 10), ptsSeconds, found: 1, best: 0.5 },
  ...changes,
});

function taken(taker: StretchTaker, hits: readonly Hit[]) {
  for (const one of hits) taker.add(one);
  return taker.end();
}

const ends = (stretches: readonly { readonly runNo: number; readonly from: number; readonly to: number }[]) =>
  stretches.map(({ runNo, from, to }) => [runNo, from, to]);

describe('Stretches of frames', () => {
  for (const [what, hits, expected] of [
    ['nothing', [], []],
    ['one frame', [hit(3)], [[1, 3, 3]]],
    ['frames as far apart as may be', [hit(0), hit(1), hit(2)], [[1, 0, 2]]],
    [
      'frames that are further apart',
      [hit(0), hit(1.01)],
      [
        [1, 0, 0],
        [1, 1.01, 1.01],
      ],
    ],
    [
      'two runs',
      [hit(0), hit(0.5), hit(0.6, { runNo: 2 }), hit(1, { runNo: 2 })],
      [
        [1, 0, 0.5],
        [2, 0.6, 1],
      ],
    ],
    ['two frames of one time', [hit(2), hit(2, { frameIndex: 21 })], [[1, 2, 2]]],
  ] as const) {
    it(`of ${what} are found`, () =>
      assert.deepEqual(ends(taken(findStretches({ gap: 1, minLength: 0 }), hits)), expected));
  }

  it('that are too short are left out, also the last', () => {
    const hits = [hit(0), hit(5), hit(5.5), hit(9)];
    assert.deepEqual(ends(taken(findStretches({ gap: 1, minLength: 0.5 }), hits)), [[1, 5, 5.5]]);
  });

  it('tell how many were found, where most, and where the surest is, the first of several', () => {
    const hits = [
      hit(0, { found: 2, best: 0.5 }),
      hit(0.1, { found: 3, best: null }),
      hit(0.2, { found: 3, best: 0.9 }),
      hit(0.3, { found: 0, best: 0.9 }),
    ];
    assert.deepEqual(taken(findStretches({ gap: 1, minLength: 0 }), hits), [
      {
        ...{ runNo: 1, from: 0, to: 0.3, frames: 4, detections: 8, peak: 3, peakFrame: 1 },
        ...{ bestFrame: 2, bestSeconds: 0.2, bestConfidence: 0.9 },
      },
    ]);
    const unsure = [hit(0, { found: 0, best: null }), hit(0.1, { found: 0, best: null })];
    const [stretch] = taken(findStretches({ gap: 1, minLength: 0 }), unsure);
    assert.deepEqual([stretch!.peak, stretch!.bestFrame, stretch!.bestConfidence], [0, 0, null]);
  });

  it('whose ends are known hold what lies between these, both included, and nothing where that is nothing', () => {
    const intervals = [
      { runNo: 1, from: 0, to: 1 },
      { runNo: 1, from: 1, to: 2 },
      { runNo: 1, from: 3, to: 4 },
      { runNo: 2, from: 0, to: 9 },
    ];
    const hits = [hit(0.5), hit(1), hit(2.5), hit(5), hit(0, { runNo: 2 }), hit(9, { runNo: 2 }), hit(0, { runNo: 3 })];
    const stretches = taken(factsOfStretches(intervals), hits);
    assert.deepEqual(ends(stretches), ends(intervals));
    assert.deepEqual(
      stretches.map(({ frames, bestFrame }) => [frames, bestFrame]),
      [
        [2, 5],
        [1, 10],
        [null, null],
        [2, 0],
      ],
    );
  });
});
