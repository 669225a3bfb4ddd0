import assert from 'node:assert/strict';
import type { Element } from '@xmldom/xmldom';
import type { ExportFrame, ExportVideo } from '../../../../results/export/export-source.ts';
import { cvat } from '../../../../results/export/formats/cvat.ts';
import { exportSource, written } from '../../fixtures/exports.ts';
import { madeDetection, madeFrame, madeVideo, ODD_LABEL } from '../made-source.ts';
import { expectedIn, randomRun, sighted } from '../random-run.ts';
import { readXml } from '../read-xml.ts';

describe('the cvat format', () => {
  it('makes a task file and a list of frames for each run', async () => {
    const source = exportSource([
      [madeVideo(), [madeFrame(0, [])]],
      [madeVideo({ runId: 'door', stem: 'door' }), []],
    ]);
    assert.deepEqual(
      [...(await written(cvat, source)).keys()],
      ['gate/frames.csv', 'gate/annotations.xml', 'door/frames.csv', 'door/annotations.xml'],
    );
  });

  it('tells the size of the video as it is shown, its frames, and the labels that are there', async () => {
    const video = madeVideo({ width: 1080, height: 1920, frameCount: 7 });
    const frames = [madeFrame(3, [madeDetection({ classId: 2, label: ODD_LABEL }), madeDetection()])];
    const root = await annotationsOf(video, frames);
    const task = root.getElementsByTagName('task')[0]!;
    assert.equal(textOf(root, 'version'), '1.1');
    assert.equal(textOf(task, 'size'), '7');
    assert.equal(textOf(task, 'mode'), 'interpolation');
    assert.equal(textOf(task, 'width'), '1080');
    assert.equal(textOf(task, 'height'), '1920');
    assert.equal(textOf(task, 'source'), 'gate & door.mp4');
    const labels = [...task.getElementsByTagName('label')].map((label) => textOf(label, 'name'));
    assert.deepEqual(labels, ['person', ODD_LABEL]);
  });

  it('joins the boxes of an object to one track, which ends once in each gap', async () => {
    const car = (x: number) => madeDetection({ label: 'car', trackId: 4, box: [x, 10, x + 50.126, 60] });
    const root = await annotationsOf(madeVideo(), [
      madeFrame(0, [car(0)]),
      madeFrame(1, [car(1)]),
      madeFrame(2, []),
      madeFrame(3, [car(3)]),
    ]);
    const [track, ...others] = [...root.getElementsByTagName('track')];
    assert.deepEqual(others, []);
    assert.equal(track!.getAttribute('label'), 'car');
    assert.equal(track!.getAttribute('source'), 'auto');
    const boxes = [...track!.getElementsByTagName('box')].map((box) =>
      ['frame', 'outside', 'keyframe', 'occluded', 'xtl', 'xbr'].map((name) => box.getAttribute(name)).join(' '),
    );
    assert.deepEqual(boxes, [
      '0 0 1 0 0.00 50.13',
      '1 0 1 0 1.00 51.13',
      '2 1 1 0 1.00 51.13',
      '3 0 1 0 3.00 53.13',
      '4 1 1 0 3.00 53.13',
    ]);
  });

  it('does not end a track behind the last frame of the video', async () => {
    const root = await annotationsOf(madeVideo({ frameCount: 1 }), [madeFrame(0, [madeDetection({ trackId: 1 })])]);
    assert.equal(root.getElementsByTagName('box').length, 1);
  });

  it('shows every frame that was looked at just what was found in it, read as CVAT reads it', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const [video, frames] = randomRun(seed);
      const tracks = tracksIn(await annotationsOf(video, frames), video);
      for (const frame of frames) {
        const shown = tracks.flatMap((track) => shownIn(track, frame.frameIndex)).sort();
        assert.deepEqual(shown, expectedIn(frame), `frame ${frame.frameIndex} of ${seed}`);
      }
    }
  });
});

interface Keyframe {
  readonly frame: number;
  readonly isOutside: boolean;
  /** As it is shown. */
  readonly sighted: string;
}

async function annotationsOf(video: ExportVideo, frames: readonly ExportFrame[]): Promise<Element> {
  const files = await written(cvat, exportSource([[video, frames]]));
  return readXml(files.get('gate/annotations.xml')!);
}

function textOf(element: Element, name: string): string {
  return element.getElementsByTagName(name)[0]!.textContent!;
}

function tracksIn(root: Element, { width, height }: ExportVideo): Keyframe[][] {
  return [...root.getElementsByTagName('track')].map((track) =>
    [...track.getElementsByTagName('box')].map((box) => {
      const number = (name: string) => Number(box.getAttribute(name));
      const shares = [number('xtl') / width, number('ytl') / height, number('xbr') / width, number('ybr') / height];
      return {
        frame: number('frame'),
        isOutside: box.getAttribute('outside') === '1',
        sighted: sighted(track.getAttribute('label')!, shares),
      };
    }),
  );
}

/** The last keyframe says where an object is, unless it is outside from there on. */
function shownIn(track: readonly Keyframe[], frameIndex: number): string[] {
  const keyframe = track.findLast(({ frame }) => frame <= frameIndex);
  return !keyframe || keyframe.isOutside ? [] : [keyframe.sighted];
}
