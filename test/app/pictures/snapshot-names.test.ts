import assert from 'node:assert/strict';
import type { ChosenPicture } from '../../../app/pictures/chosen-pictures.ts';
import type { PictureFacts } from '../../../app/pictures/picture-facts.ts';
import { snapshotNames } from '../../../app/pictures/snapshot-names.ts';

const dog = { classId: 0, label: 'dog, "odd"/..', confidence: 0.5, x1: 0, y1: 0, x2: 1, y2: 1 };

function picture(uri: string, runId: string, changes: Partial<PictureFacts> = {}): ChosenPicture {
  const facts: PictureFacts = {
    ...{ videoId: 'v1', uri, runId, frameIndex: 12, ptsSeconds: 0.48, capturedAt: null, width: 10, height: 10 },
    ...{ track: null, segment: null, crop: null, detections: [dog], ...changes },
  };
  const video = {
    ...{ runId, videoId: 'v1', uri, places: [uri], stream: 0, program: null, width: 10, height: 10 },
    ...{ fpsNum: 25, fpsDen: 1, frameCount: null, recordedAt: null, labels: [] },
  };
  return { facts, video, place: 0 };
}

describe('snapshotNames', () => {
  it('tell video, frame, time, and what was cut out', () => {
    const crop = [0, 0, 1, 1] as const;
    assert.deepEqual(
      snapshotNames([
        picture('/a/gate.mp4', 'r1'),
        picture('/a/gate.mp4', 'r1', { crop }),
        picture('/a/gate.mp4', 'r1', { crop }),
        picture('/a/gate.mp4', 'r1', { crop, track: 7 }),
      ]),
      [
        'gate-f000012-00h00m00.480s',
        'gate-f000012-00h00m00.480s-dog_odd_',
        'gate-f000012-00h00m00.480s-dog_odd_-2',
        'gate-f000012-00h00m00.480s-track7',
      ],
    );
  });

  it('differ where runs share a name, and lead nowhere else', () => {
    const names = snapshotNames([picture('/a/../x.mp4', 'r1'), picture('/b/X.mp4', 'r2'), picture('/..', 'r3')]);
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, 3);
    for (const name of names) assert.match(name, /^[A-Za-z0-9][^/\\]*$/);
  });
});
