import assert from 'node:assert/strict';
import { z } from 'zod';
import type { ExportSource } from '../../../../results/export/export-source.ts';
import { fiftyone } from '../../../../results/export/formats/fiftyone.ts';
import { exportSource, written } from '../../fixtures/exports.ts';
import { madeDetection, madeFrame, madeVideo, ODD_LABEL } from '../made-source.ts';
import { expectedIn, randomRun, sighted } from '../random-run.ts';

const noAttributes = z.strictObject({ attrs: z.tuple([]) });
const point = z.strictObject({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) });

/** As ETA's docs/video_labels_guide.md has it. */
const labelsSchema = z.strictObject({
  filename: z.string(),
  attrs: noAttributes,
  frames: z.record(
    z.string().regex(/^[1-9]\d*$/),
    z.strictObject({
      frame_number: z.int(),
      attrs: noAttributes,
      objects: z.strictObject({
        objects: z.array(
          z.strictObject({
            label: z.string(),
            bounding_box: z.strictObject({ top_left: point, bottom_right: point }),
            confidence: z.number(),
            index: z.int().optional(),
            attrs: noAttributes,
          }),
        ),
      }),
    }),
  ),
});

describe('the fiftyone format', () => {
  it('names labels and videos of all runs in its manifest', async () => {
    const source = exportSource([
      [madeVideo(), []],
      [madeVideo({ runId: 'door', stem: 'door', name: 'door' }), []],
    ]);
    const files = await written(fiftyone, source);
    assert.deepEqual(JSON.parse(files.get('manifest.json')!), {
      type: 'eta.core.datasets.LabeledVideoDataset',
      description: '',
      index: [
        { data: 'data/gate.mp4', labels: 'labels/gate.json' },
        { data: 'data/door', labels: 'labels/door.json' },
      ],
    });
    assert.deepEqual((await labelsOf(source)).frames, {});
    assert.ok(files.has('labels/door.json') && files.has('gate/frames.csv'));
  });

  it('counts frames from 1, keeps empty ones, and names objects by their track', async () => {
    const detection = madeDetection({ label: ODD_LABEL, confidence: 0.123456, trackId: 3, box: [-8, 40, 200, 100] });
    const { filename, frames } = await labelsOf(
      exportSource([[madeVideo(), [madeFrame(0, []), madeFrame(9, [detection, madeDetection()])]]]),
    );
    assert.equal(filename, 'gate & door.mp4');
    assert.deepEqual(Object.keys(frames), ['1', '10']);
    assert.deepEqual(frames['1'], { frame_number: 1, attrs: { attrs: [] }, objects: { objects: [] } });
    const [first, second] = frames['10']!.objects.objects;
    assert.deepEqual(first, {
      label: ODD_LABEL,
      bounding_box: { top_left: { x: 0, y: 0.1 }, bottom_right: { x: 0.25, y: 0.25 } },
      confidence: 0.1235,
      index: 3,
      attrs: { attrs: [] },
    });
    assert.equal(second!.index, undefined);
  });

  it('holds every frame that was looked at, and just what was found in it', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const [video, frames] = randomRun(seed);
      const { frames: read } = await labelsOf(exportSource([[video, frames]]));
      assert.equal(Object.keys(read).length, frames.length);
      for (const frame of frames) {
        const { frame_number, objects } = read[String(frame.frameIndex + 1)]!;
        assert.equal(frame_number, frame.frameIndex + 1);
        const shown = objects.objects.map(({ label, bounding_box: { top_left, bottom_right } }) =>
          sighted(label, [top_left.x, top_left.y, bottom_right.x, bottom_right.y]),
        );
        assert.deepEqual(shown.sort(), expectedIn(frame));
      }
    }
  });
});

async function labelsOf(source: ExportSource): Promise<z.output<typeof labelsSchema>> {
  return labelsSchema.parse(JSON.parse((await written(fiftyone, source)).get('labels/gate.json')!));
}
