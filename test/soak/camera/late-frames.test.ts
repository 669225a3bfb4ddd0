import assert from 'node:assert/strict';
import { latenessOf, quantile } from './late-frames.ts';

const iso = (milliseconds: number) => new Date(milliseconds).toISOString();

describe('how late frames are said to have come', () => {
  it('is told from when their connection sent them, whatever was dropped and however the camera broke off', () => {
    const connections = [[1000, 1100, 1200], [5000], [9000, 9100, 9200, 9300]];
    const gaps = [
      { fromAt: iso(1240), toAt: iso(9040), fromSeconds: 0.7, toSeconds: 8.5, reason: 'it ended' },
      { fromAt: iso(9340), toAt: iso(20_000), fromSeconds: 8.8, toSeconds: null, reason: 'it ended' },
    ];
    const frames = [
      { ptsSeconds: 0.5, capturedAt: 1040 },
      { ptsSeconds: 0.7, capturedAt: 1250 },
      { ptsSeconds: 8.6, capturedAt: 9130 }, // the first one was dropped
      { ptsSeconds: 8.8, capturedAt: 9345 },
      { ptsSeconds: 9.9, capturedAt: 9999 }, // nobody sent it
    ];
    assert.deepEqual(latenessOf(frames, gaps, connections, 10), [40, 50, 30, 45]);
  });

  it('has quantiles', () => {
    assert.deepEqual([quantile([3, 1, 2], 0.5), quantile([3, 1, 2], 0.99), quantile([], 0.5)], [2, 3, Number.NaN]);
  });
});
