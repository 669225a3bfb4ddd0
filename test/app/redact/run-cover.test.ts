import assert from 'node:assert/strict';
import { RunCover } from '../../../app/redact/run-cover.ts';
import type { FrameRow } from '../../../shared/frame-rows.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import type { TrackBoxRow } from '../../../shared/tracks.ts';

const SIZE = { width: 200, height: 100 };
const seen = (x1: number) => ({ classId: 0, label: 'person', confidence: 0.5, x1, y1: 0, x2: x1 + 10, y2: 10 });

function frame(frameIndex: number, ptsSeconds: number, x1: readonly number[], size = SIZE): FrameRow {
  return { runId: 'r1', videoId: 'v1', frameIndex, ptsSeconds, ...size, capturedAt: null, detections: x1.map(seen) };
}

function place(ptsSeconds: number, x1: number): TrackBoxRow {
  const { classId, label, confidence: _, ...box } = seen(x1);
  return { runId: 'r1', videoId: 'v1', trackId: 1, classId, label, frameIndex: 0, ptsSeconds, confidence: 0.5, ...box };
}

async function* batch<T>(rows: T): AsyncGenerator<T> {
  yield rows;
}

/** What is in a stretch of time, as a store would say. */
function inTime<T extends { readonly ptsSeconds: number }>(rows: readonly T[], { from, to }: RawFilter): T[] {
  return rows.filter(({ ptsSeconds }) => ptsSeconds >= Number(from ?? -Infinity) && ptsSeconds < Number(to));
}

describe('What a run saw that is to be hidden', () => {
  const asked: RawFilter[] = [];
  const cover = (rows: readonly FrameRow[], tracks: readonly TrackBoxRow[] | null, changes = {}) =>
    new RunCover(
      {
        frames: async (filter) => {
          asked.push(filter);
          return batch(inTime(rows, filter));
        },
      },
      tracks && { boxes: async () => batch(tracks) },
      { runId: 'r1', labels: ['person', 'a, b'], isPartial: false, size: SIZE, marginSeconds: 0.5, ...changes },
    );
  const lefts = async (one: RunCover, index: number, seconds: number) =>
    (await one.at(index, seconds)).regions.map(({ x1 }) => Math.round(x1));

  it('is each box in its frame, and its object there and where it was not looked for', async () => {
    const one = cover([frame(0, 0, [20]), frame(10, 1, [40])], [place(0, 22), place(1, 42)]);
    assert.deepEqual(await lefts(one, 0, 0), [20, 22]);
    assert.deepEqual(await lefts(one, 5, 0.5), [32]);
    assert.deepEqual(await lefts(one, 10, 1), [40, 42]);
    assert.deepEqual(await lefts(one, 14, 1.4), [42]);
    assert.deepEqual(await lefts(one, 16, 1.6), []);
    assert.deepEqual((await one.at(5, 0.5)).looked, []);
    assert.deepEqual((await one.at(10, 1)).looked, ['person', 'a, b']);
  });

  it('stays hidden for a while around a box that belongs to no object', async () => {
    for (const tracks of [null, [], [place(0, 150), place(4, 150)]]) {
      const one = cover([frame(0, 0, []), frame(20, 2, [20]), frame(40, 4, [])], tracks);
      const alone = async (index: number, seconds: number) =>
        (await lefts(one, index, seconds)).filter((left) => left !== 150);
      assert.deepEqual(await alone(14, 1.4), []);
      assert.deepEqual(await alone(15, 1.5), [20]);
      assert.ok((await alone(20, 2)).includes(20));
      assert.deepEqual(await alone(25, 2.5), [20]);
      assert.deepEqual(await alone(26, 2.6), []);
    }
  });

  it('is told in pixels of the video, whatever the size of a frame', async () => {
    const one = cover([frame(0, 0, [20], { width: 100, height: 25 })], null);
    assert.deepEqual((await one.at(0, 0)).regions[0], { x1: 40, y1: 0, x2: 60, y2: 40, label: 'person' });
  });

  it('counts for nothing where a part of the picture was looked at alone, but is hidden', async () => {
    const one = cover([frame(0, 0, [20])], null, { isPartial: true });
    const { looked, regions } = await one.at(0, 0);
    assert.deepEqual([looked, regions.length > 0], [[], true]);
  });

  it('is asked for stretch by stretch of a long video, each once, with what reaches into it', async () => {
    const rows = Array.from({ length: 400 }, (_, index) => frame(index, index / 2, [index % 100]));
    const one = cover(rows, null);
    asked.length = 0;
    for (const { frameIndex, ptsSeconds } of rows) {
      const found = await lefts(one, frameIndex, ptsSeconds);
      assert.deepEqual(found.slice(0, 1), [frameIndex % 100]);
      const held = [frameIndex - 1, frameIndex, frameIndex + 1]
        .filter((index) => rows[index])
        .map((index) => index % 100);
      assert.deepEqual(found.slice(1), held, `${frameIndex}`);
    }
    const times = asked.map(({ from = '', to }) => [from, to]);
    assert.deepEqual(times.slice(0, 2), [
      ['', '61.500000'],
      ['58.500000', '121.500000'],
    ]);
    assert.equal(times.length, 4);
    assert.equal(asked[0]!.label, 'person,"a, b"');
  });
});
