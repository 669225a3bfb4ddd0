import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { ExportFrame } from '../../../../results/export/export-source.ts';
import { srt } from '../../../../results/export/formats/srt.ts';
import { exportSource, written } from '../../fixtures/exports.ts';
import { madeDetection, madeFrame, madeVideo, ODD_LABEL } from '../made-source.ts';

/** Two seconds of a dog, one of nothing, two of something with an odd name. */
const FRAMES = Array.from({ length: 125 }, (_, index) => {
  if (index < 50) return madeFrame(index, [madeDetection({ label: 'dog' })]);
  return madeFrame(index, index < 75 ? [] : [madeDetection({ label: ODD_LABEL })]);
});

describe('the srt format', () => {
  it('numbers from 1, with commas in times and empty lines between', async () => {
    const frames = FRAMES.map((frame) => ({
      ...frame,
      detections: frame.detections.map((detection) => ({ ...detection, label: 'dog' })),
    }));
    assert.equal(
      await srtOf(frames),
      '1\n00:00:00,000 --> 00:00:02,000\ndog\n\n2\n00:00:03,000 --> 00:00:05,000\ndog\n',
    );
  });

  it('is read by ffmpeg, and no label is taken for a tag', async () => {
    const input = await srtOf(FRAMES);
    const ass = execFileSync('ffmpeg', ['-v', 'error', '-f', 'srt', '-i', '-', '-f', 'ass', '-'], { input }).toString();
    const cues = [...ass.matchAll(/^Dialogue: \d+,([\d:.]+),([\d:.]+),(?:[^,]*,){6}(.*?)\r?$/gm)].map(
      ([, from, to, text]) => [from, to, text!.replaceAll('\u2060', '')],
    );
    assert.deepEqual(cues, [
      ['0:00:00.00', '0:00:02.00', 'dog'],
      ['0:00:03.00', '0:00:05.00', `"${ODD_LABEL.replaceAll('"', '""')}"`],
    ]);
  });
});

async function srtOf(frames: readonly ExportFrame[]): Promise<string> {
  return (await written(srt, exportSource([[madeVideo(), frames]]))).get('gate.srt')!;
}
