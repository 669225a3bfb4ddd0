import assert from 'node:assert/strict';
import { TrackIds } from '../../../results/export/track-ids.ts';
import type { TrackBoxRow } from '../../../shared/tracks.ts';

const object = { runId: 'r1', videoId: 'v1', label: 'person', classId: 0, ptsSeconds: 0 };

function row(trackId: number, frameIndex: number, changes: Partial<TrackBoxRow> = {}): TrackBoxRow {
  return { ...object, trackId, frameIndex, confidence: 0.5, x1: 0, y1: 0, x2: 10, y2: 10, ...changes };
}

function detection(x1: number, changes: object = {}) {
  return { classId: 0, label: 'person', confidence: 0.5, x1, y1: 0, x2: x1 + 10, y2: 10, ...changes };
}

describe('Objects of detections', () => {
  it('are told by frame, class and confidence, and among alike ones by the box', () => {
    const ids = new TrackIds();
    ids.add([row(1, 3), row(1, 4, { x1: 1, x2: 11 }), row(1, 5, { confidence: null })]);
    ids.add([row(2, 3, { x1: 100, x2: 110 }), row(3, 3, { classId: 1 }), row(4, 3, { confidence: 0.6 })]);
    const at = (frameIndex: number, ...detections: ReturnType<typeof detection>[]) =>
      ids.of({ frameIndex, detections }, [1, 1]);
    assert.deepEqual(at(3, detection(98), detection(2), detection(50)), [2, 1, null]);
    assert.deepEqual(at(3, detection(0, { confidence: 0.6 }), detection(0, { classId: 1 })), [4, 3]);
    assert.deepEqual(at(3, detection(0, { confidence: 0.7 })), [null]);
    assert.deepEqual(at(4, detection(0)), [1]);
    assert.deepEqual(at(5, detection(0)), [null], 'was not seen there');
    assert.deepEqual(at(99, detection(0)), [null]);
  });

  it('are compared in pixels of the video where a frame has others', () => {
    const ids = new TrackIds();
    ids.add([row(1, 0, { x1: 0, x2: 10 }), row(2, 0, { x1: 40, x2: 50 })]);
    const half = { ...detection(20, { x2: 25, y2: 5 }) };
    assert.deepEqual(ids.of({ frameIndex: 0, detections: [half] }, [2, 2]), [2]);
  });

  it('are found among more than fit a block, in whatever order they came', () => {
    const ids = new TrackIds();
    const rows = Array.from({ length: 40_000 }, (_, index) => row((index % 7) + 1, 39_999 - index));
    ids.add(rows);
    for (const frameIndex of [0, 1, 12_345, 39_999]) {
      assert.deepEqual(ids.of({ frameIndex, detections: [detection(0)] }, [1, 1]), [((39_999 - frameIndex) % 7) + 1]);
    }
  });
});
