import assert from 'node:assert/strict';
import type { ExportFrame } from '../../../../results/export/export-source.ts';
import { webvtt } from '../../../../results/export/formats/webvtt.ts';
import { exportSource, written } from '../../fixtures/exports.ts';
import { madeDetection, madeFrame, madeVideo, ODD_LABEL } from '../made-source.ts';
import { randomRun } from '../random-run.ts';
import { parseWebVtt } from '../web-vtt.ts';

describe('the webvtt format', () => {
  it('says what is seen when', async () => {
    const dog = madeDetection({ classId: 3, label: 'dog' });
    const odd = madeDetection({ classId: 9, label: ODD_LABEL });
    const text = await vttOf([
      ...Array.from({ length: 50 }, (_, index) => madeFrame(index, [odd, dog, dog])),
      ...Array.from({ length: 50 }, (_, index) => madeFrame(50 + index, [])),
      madeFrame(91_000, [dog]),
    ]);
    assert.deepEqual(parseWebVtt(text), [
      { startTime: 0, endTime: 2, text: `"${ODD_LABEL.replaceAll('"', '""')}"\ndog ×2` },
      { startTime: 3640, endTime: 3640.04, text: 'dog' },
    ]);
    assert.match(text, /^WEBVTT\n\n00:00:00\.000 --> 00:00:02\.000\n/);
    assert.match(text, /\n01:00:40\.000 --> 01:00:40\.040\ndog\n$/);
  });

  it('is a file without a cue where nothing is seen', async () => {
    assert.equal(await vttOf([madeFrame(0, [])]), 'WEBVTT\n');
    assert.deepEqual(parseWebVtt(await vttOf([])), []);
  });

  it('is read without a fault, and covers all that was found, whatever the times', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const [, frames] = randomRun(seed);
      const cues = parseWebVtt(await vttOf(frames));
      const zero = frames[0]!.frameIndex === 0 ? frames[0]!.ptsSeconds : 0;
      for (const { ptsSeconds, detections } of frames) {
        const at = ptsSeconds - zero + 0.0005;
        const text = cues.find(({ startTime, endTime }) => startTime <= at && at < endTime)?.text ?? '';
        for (const { label } of detections) {
          assert.ok(text.includes(label.replaceAll('"', '""')), `${label} at ${ptsSeconds} of ${seed}`);
        }
      }
    }
  });
});

async function vttOf(frames: readonly ExportFrame[]): Promise<string> {
  return (await written(webvtt, exportSource([[madeVideo(), frames]]))).get('gate.vtt')!;
}
