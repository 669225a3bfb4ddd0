import assert from 'node:assert/strict';
import type { ExportFrame } from '../../../../results/export/export-source.ts';
import { cuesOf } from '../../../../results/export/subtitles/cues.ts';
import { type Stretch, stretchesOf } from '../../../../results/export/subtitles/stretches.ts';
import { seededRandom } from '../../../fixtures/seeded-random.ts';
import { madeDetection, madeFrame } from '../made-source.ts';

const FRAME_SECONDS = 0.04;

describe('cuesOf', () => {
  it('says what is seen from its first frame to the one that is without it', async () => {
    const frames = framesOf([25, 0], [50, 2], [25, 0]);
    assert.deepEqual(await told(frames), ['1-3 person×2']);
  });

  it('lasts to the end of the last frame', async () => {
    assert.deepEqual(await told(framesOf([25, 0], [50, 1])), ['1-3 person×1']);
  });

  it('is a second long at least, and says the most that was seen at once in it', async () => {
    assert.deepEqual(await told(framesOf([50, 1], [3, 4], [2, 2], [70, 1])), [
      '0-2 person×1',
      '2-3 person×4',
      '3-5 person×1',
    ]);
  });

  it('holds for a second where something is seen for a moment only', async () => {
    assert.deepEqual(await told(framesOf([50, 0], [1, 1], [50, 0])), ['2-3 person×1']);
  });

  it('joins neighbours that say the same once flicker is out of them', async () => {
    const flicker = Array.from({ length: 75 }, (_, index): [number, number] => [1, index % 2 === 0 ? 3 : 2]);
    assert.deepEqual(await told(framesOf(...flicker)), ['0-3 person×3']);
  });

  it('says nothing of what was not looked at', async () => {
    const frames = [...framesOf([25, 1]), ...framesOf([25, 1]).map((frame) => later(frame, 250))];
    assert.deepEqual(await told(frames), ['0-2.96 person×1', '10-11 person×1']);
  });

  it('begins at 0 where the stream does not, if its first frame was looked at', async () => {
    const frames = framesOf([25, 0], [25, 1]).map((frame) => ({ ...frame, ptsSeconds: frame.ptsSeconds + 1.4 }));
    assert.deepEqual(await told(frames), ['1-2 person×1']);
    assert.deepEqual(await told(frames.slice(1)), ['2.4-3.4 person×1']);
  });

  it('leaves out frames whose time jumps back or lies before 0', async () => {
    const frames = framesOf([50, 1]);
    const back = madeFrame(50, [madeDetection({ label: 'car' })], { ptsSeconds: 0.5 });
    const before = madeFrame(1, [madeDetection({ label: 'car' })], { ptsSeconds: -0.5 });
    assert.deepEqual(await told([frames[0]!, before, ...frames.slice(1), back]), ['0-2 person×1']);
  });

  it('covers every frame with at least what it holds, in order and without overlaps, whatever is seen', async () => {
    const random = seededRandom(7);
    for (let round = 0; round < 50; round++) {
      const frames = randomFrames(random);
      const cues = await cuesFor(frames);
      for (const [index, cue] of cues.entries()) {
        assert.ok(cue.to > cue.from && cue.from >= (cues[index - 1]?.to ?? 0));
        assert.ok(cue.seen.size > 0);
      }
      for (const { ptsSeconds, detections } of frames) {
        const cue = cues.find(({ from, to }) => from <= ptsSeconds && ptsSeconds < to);
        for (const { label } of detections) {
          const count = detections.filter((detection) => detection.label === label).length;
          assert.ok((cue?.seen.get(label) ?? 0) >= count, `${count} × ${label} at ${ptsSeconds}`);
        }
        const near = frames.filter((frame) => Math.abs(frame.ptsSeconds - ptsSeconds) <= 1);
        for (const label of cue?.seen.keys() ?? []) {
          assert.ok(near.some((frame) => frame.detections.some((detection) => detection.label === label)));
        }
      }
    }
  });
});

/** So many frames, each with so many people. */
function framesOf(...stretches: [frames: number, people: number][]): ExportFrame[] {
  return stretches
    .flatMap(([frames, people]) => Array<number>(frames).fill(people))
    .map((people, index) => madeFrame(index, Array(people).fill(madeDetection())));
}

function later(frame: ExportFrame, frames: number): ExportFrame {
  return { ...frame, frameIndex: frame.frameIndex + frames, ptsSeconds: frame.ptsSeconds + frames / 25 };
}

/** At uneven times, with stretches that were not looked at; what is seen mostly stays. */
function randomFrames(random: () => number): ExportFrame[] {
  let at = 0;
  let labels: string[] = [];
  return Array.from({ length: 200 }, (_, index) => {
    if (index > 0) at += random() < 0.02 ? 5 : 0.01 + random() * 0.1;
    if (random() < 0.3) labels = ['person', 'car', 'dog', 'car'].filter(() => random() < 0.4);
    return madeFrame(
      index,
      labels.map((label) => madeDetection({ label })),
      { ptsSeconds: at },
    );
  });
}

async function cuesFor(frames: readonly ExportFrame[]): Promise<Stretch[]> {
  const batches = (async function* () {
    yield frames;
  })();
  const cues: Stretch[] = [];
  for await (const cue of cuesOf(stretchesOf(batches, FRAME_SECONDS))) cues.push(cue);
  return cues;
}

async function told(frames: readonly ExportFrame[]): Promise<string[]> {
  return (await cuesFor(frames)).map(
    ({ from, to, seen }) =>
      `${Number(from.toFixed(3))}-${Number(to.toFixed(3))} ${[...seen].map(([label, count]) => `${label}×${count}`).join(' ')}`,
  );
}
