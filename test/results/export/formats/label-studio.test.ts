import assert from 'node:assert/strict';
import { z } from 'zod';
import type { ExportSource } from '../../../../results/export/export-source.ts';
import { labelStudio } from '../../../../results/export/formats/label-studio.ts';
import { exportSource, written } from '../../fixtures/exports.ts';
import { madeDetection, madeFrame, madeVideo, ODD_LABEL } from '../made-source.ts';
import { expectedIn, randomRun, sighted } from '../random-run.ts';
import { readXml } from '../read-xml.ts';

const share = z.number().min(0).max(1);
const perCent = z.number().min(0).max(100);

/** As docs/source/tags/videorectangle.md and the guide to predictions have it. */
const regionSchema = z.strictObject({
  id: z.string(),
  from_name: z.literal('box'),
  to_name: z.literal('video'),
  type: z.literal('videorectangle'),
  origin: z.literal('prediction'),
  score: share,
  value: z.strictObject({
    framesCount: z.int(),
    duration: z.number(),
    labels: z.tuple([z.string()]),
    sequence: z.array(
      z.strictObject({
        frame: z.int().min(1),
        time: z.number(),
        x: perCent,
        y: perCent,
        width: perCent,
        height: perCent,
        rotation: z.literal(0),
        enabled: z.boolean(),
      }),
    ),
  }),
});
const tasksSchema = z.array(
  z.strictObject({
    data: z.strictObject({ video: z.string(), framerate: z.number() }),
    predictions: z.tuple([z.strictObject({ model_version: z.string(), result: z.array(regionSchema), score: share })]),
  }),
);
type Region = z.output<typeof regionSchema>;

describe('the label-studio format', () => {
  it('makes a task of each run, with its frame rate', async () => {
    const source = exportSource([
      [madeVideo({ fpsNum: 30_000, fpsDen: 1001 }), []],
      [madeVideo({ runId: 'door', stem: 'door', uri: '/videos/door.mp4', fpsNum: 12 }), [madeFrame(0, [])]],
    ]);
    const tasks = await tasksOf(source);
    assert.deepEqual(
      tasks.map(({ data, predictions: [{ model_version, result }] }) => [
        data.video,
        data.framerate,
        model_version,
        result,
      ]),
      [
        ['/videos/gate & door.mp4', 30_000 / 1001, 'gate', []],
        ['/videos/door.mp4', 12, 'door', []],
      ],
    );
    assert.deepEqual(await tasksOf(exportSource([])), []);
  });

  it('counts frames from 1 and sides in per cent, and lets a region end with its last frame', async () => {
    const car = (x: number) =>
      madeDetection({ label: 'car', trackId: 4, confidence: 0.5, box: [x, 100, x + 200, 300] });
    const frames = [madeFrame(4, [car(80)]), madeFrame(5, [car(88)]), madeFrame(6, []), madeFrame(7, [car(96)])];
    const [task] = await tasksOf(exportSource([[madeVideo(), frames]]));
    const [region, ...others] = task!.predictions[0].result;
    assert.deepEqual(others, []);
    assert.equal(region!.id, 'gate-track-4');
    assert.equal(region!.score, 0.5);
    const common = { y: 25, width: 25, height: 50, rotation: 0 };
    assert.deepEqual(region!.value, {
      framesCount: 100,
      duration: 4,
      labels: ['car'],
      sequence: [
        { ...common, frame: 5, time: 0.2, x: 10, enabled: true },
        { ...common, frame: 6, time: 0.24, x: 11, enabled: false },
        { ...common, frame: 8, time: 0.32, x: 12, enabled: false },
      ],
    });
  });

  it('makes a region of one frame of what belongs to no object, and no two regions of one id', async () => {
    const frames = [madeFrame(0, [madeDetection(), madeDetection()]), madeFrame(1, [madeDetection({ trackId: 1 })])];
    const [task] = await tasksOf(exportSource([[madeVideo(), frames]]));
    const { result } = task!.predictions[0];
    assert.deepEqual(
      result.map(({ value }) => value.sequence.length),
      [1, 1, 1],
    );
    assert.equal(new Set(result.map(({ id }) => id)).size, 3);
  });

  it('writes a labelling configuration with the labels that are there', async () => {
    const frames = [madeFrame(0, [madeDetection({ classId: 2, label: ODD_LABEL }), madeDetection()])];
    const files = await written(labelStudio, exportSource([[madeVideo(), frames]]));
    const view = readXml(files.get('config.xml')!);
    const labels = [...view.getElementsByTagName('Label')].map((label) => label.getAttribute('value'));
    assert.deepEqual(labels, ['person', ODD_LABEL]);
    assert.equal(view.getElementsByTagName('Video')[0]!.getAttribute('frameRate'), '$framerate');
  });

  it('shows every frame that was looked at just what was found in it, read as Label Studio reads it', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const [video, frames] = randomRun(seed);
      const [task] = await tasksOf(exportSource([[video, frames]]));
      for (const frame of frames) {
        const shown = task!.predictions[0].result.flatMap((region) => shownIn(region, frame.frameIndex + 1)).sort();
        assert.deepEqual(shown, expectedIn(frame), `frame ${frame.frameIndex} of ${seed}`);
      }
    }
  });
});

async function tasksOf(source: ExportSource): Promise<z.output<typeof tasksSchema>> {
  return tasksSchema.parse(JSON.parse((await written(labelStudio, source)).get('tasks.json')!));
}

/** A region that is not enabled is still there on its keyframe, and not behind it. */
function shownIn({ value: { sequence, labels } }: Region, frame: number): string[] {
  const keyframe = sequence.findLast((candidate) => candidate.frame <= frame);
  if (!keyframe || (!keyframe.enabled && keyframe.frame !== frame)) return [];
  const { x, y, width, height } = keyframe;
  return [sighted(labels[0], [x / 100, y / 100, (x + width) / 100, (y + height) / 100])];
}
