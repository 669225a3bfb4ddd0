import assert from 'node:assert/strict';
import { coverTracks, placeAt } from '../../../app/redact/cover-track.ts';
import type { TrackBoxRow } from '../../../shared/tracks.ts';

const row = (trackId: number, ptsSeconds: number, x1: number, label = 'person'): TrackBoxRow => ({
  ...{ runId: 'r1', videoId: 'v1', trackId, label, classId: 0, frameIndex: ptsSeconds * 10, ptsSeconds },
  ...{ confidence: null, x1, y1: x1 + 1, x2: x1 + 10, y2: x1 + 20 },
});

describe('Where an object was', () => {
  const [first, second] = coverTracks([row(1, 1, 100), row(1, 2, 120), row(1, 4, 60), row(2, 1, 5, 'dog')]);
  const at = (seconds: number, margin = 0) => placeAt(first!, seconds, margin)?.x1 ?? null;

  it('is on a straight line between two places, whatever their distance', () => {
    assert.deepEqual(
      [1, 1.5, 2, 3, 4].map((seconds) => at(seconds)),
      [100, 110, 120, 90, 60],
    );
    assert.deepEqual(placeAt(first!, 1.5, 0), { x1: 110, y1: 111, x2: 120, y2: 130 });
  });

  it('is where it was first and last, for some time before and after', () => {
    assert.deepEqual(
      [0.4, 0.5, 4.5, 4.6].map((seconds) => at(seconds, 0.5)),
      [null, 100, 60, null],
    );
    assert.equal(at(0.99), null);
  });

  it('is known of objects one by one', () => {
    assert.deepEqual([second!.label, placeAt(second!, 1, 0)!.x1, placeAt(second!, 1.1, 0)], ['dog', 5, null]);
    assert.equal(placeAt({ label: 'x', places: new Float64Array(0) }, 1, 10), null);
  });
});
