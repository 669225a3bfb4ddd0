import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMot } from '../../results/analysis/scoring/mot-text.ts';
import { iou } from '../../shared/box-iou.ts';
import type { BoundingBox } from '../../shared/detection.ts';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, ffmpeg } from '../fixtures/clips.ts';
import { ffprobeTimes } from '../fixtures/ffprobe.ts';
import { turnUpsideDown } from '../fixtures/rotate-mp4.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { readXml } from '../results/export/read-xml.ts';
import { parseWebVtt } from '../results/export/web-vtt.ts';

interface Box {
  readonly frameIndex: number;
  readonly label: string;
  readonly box: BoundingBox;
}

const FRAMES = 60;
/** Frames of the bundled clip that are left, in order. */
const KEPT = Array.from({ length: DEMO.frames }, (_, n) => n).filter((n) => (n + 1) % 3 !== 0);

/** The bundled clip upside down, with a note that says so, and without every third frame: the times of those that are left are uneven. */
function upsideDownUneven(folder: string): string {
  const [turned, path] = [join(folder, 'turned.mkv'), join(folder, 'up & down.mp4')];
  const filter = ['-vf', "select='mod(n+1,3)',hflip,vflip", '-fps_mode', 'vfr', '-frames:v', `${FRAMES}`];
  ffmpeg('-i', DEMO.clip, ...filter, '-c:v', 'libx264', '-bf', '0', '-qp', '12', turned);
  ffmpeg('-i', turned, '-c', 'copy', path);
  return turnUpsideDown(path);
}

describe('export for annotators and players, of a video that is turned and whose frames come unevenly', () => {
  const home = suiteFolder();
  let clip: string;
  let found: Box[];

  before(async () => {
    clip = upsideDownUneven(home);
    await succeeds('detect', clip, '--model', DEMO.network);
    const rows = (await succeeds('query', '--format', 'ndjson')).trim().split('\n');
    found = rows.map((row) => {
      const { frameIndex, label, x1, y1, x2, y2 } = JSON.parse(row);
      const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
      const [width, height] = [DEMO.width, DEMO.height];
      return { frameIndex, label, box: [within(x1, width), within(y1, height), within(x2, width), within(y2, height)] };
    });
    assert.ok(found.length > 100);
  });

  async function succeeds(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await framefleet(args, home);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  async function exported(format: string, ...args: string[]): Promise<string> {
    const output = join(home, [format, ...args].join(''));
    await succeeds('export', '--format', format, '-o', output, ...args);
    return output;
  }

  for (const args of [[], ['--tracks']]) {
    it(`gives CVAT tracks of the picture as it is shown${args.length > 0 ? ', by object' : ''}`, async () => {
      const folder = await exported('cvat', ...args);
      const root = readXml(readFileSync(join(folder, 'up___down', 'annotations.xml'), 'utf8'));
      const [tracks, boxes] = [root.getElementsByTagName('track'), root.getElementsByTagName('box')];
      const size = root.getElementsByTagName('original_size')[0]!;
      assert.equal(size.textContent!.trim().split(/\s+/).join('x'), `${DEMO.width}x${DEMO.height}`);
      assert.equal(root.getElementsByTagName('size')[0]!.textContent, `${FRAMES}`);
      const read = [...boxes]
        .filter((box) => box.getAttribute('outside') === '0')
        .map((box) => {
          const number = (name: string) => Number(box.getAttribute(name));
          const corners: BoundingBox = [number('xtl'), number('ytl'), number('xbr'), number('ybr')];
          return { frameIndex: number('frame'), label: box.parentElement!.getAttribute('label')!, box: corners };
        });
      assertSame(read, found);
      if (args.length === 0) assert.equal(tracks.length, found.length);
      else assert.ok(tracks.length < found.length / 3);
      const truth = parseMot(readFileSync('demo/clip/demo.gt.txt', 'utf8'));
      const met = read.filter(({ frameIndex, box }) =>
        truth.some((object) => object.frame === KEPT[frameIndex]! + 1 && iou(object.box, box) > 0.5),
      );
      assert.ok(met.length / read.length > 0.9, `${met.length} of ${read.length}`);
    });
  }

  it('gives FiftyOne frames from 1 in shares of the picture, with the times beside them', async () => {
    const folder = await exported('fiftyone', '--tracks');
    const [{ labels }] = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).index;
    const { frames } = JSON.parse(readFileSync(join(folder, labels), 'utf8'));
    const read = Object.values<{ frame_number: number; objects: { objects: FiftyOneObject[] } }>(frames).flatMap(
      ({ frame_number, objects }) =>
        objects.objects.map(({ label, bounding_box: { top_left, bottom_right } }) => ({
          frameIndex: frame_number - 1,
          label,
          box: pixels([top_left.x, top_left.y, bottom_right.x, bottom_right.y]),
        })),
    );
    assert.equal(Object.keys(frames).length, FRAMES);
    assertSame(read, found);
    const times = ffprobeTimes(clip);
    const lines = readFileSync(join(folder, 'up___down', 'frames.csv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1);
    for (const [index, line] of lines.entries()) {
      assert.ok(Math.abs(Number(line.split(',')[1]) - times[index]!) < 0.001);
    }
  });

  it('gives Label Studio objects in per cent', async () => {
    const folder = await exported('label-studio', '--tracks');
    const [task] = JSON.parse(readFileSync(join(folder, 'tasks.json'), 'utf8'));
    const regions: LabelStudioRegion[] = task.predictions[0].result;
    const read = regions.flatMap(({ value: { labels, sequence } }) =>
      sequence.map(({ frame, x, y, width, height }) => ({
        frameIndex: frame - 1,
        label: labels[0]!,
        box: pixels([x / 100, y / 100, (x + width) / 100, (y + height) / 100]),
      })),
    );
    assertSame(read, found);
    assert.ok(regions.length < found.length / 3);
    assert.ok(existsSync(join(folder, 'config.xml')) && existsSync(join(folder, 'up___down', 'frames.csv')));
  });

  it('gives players subtitles at the times of the frames, in a folder or in a file that is named like one', async () => {
    const folder = await exported('webvtt');
    const text = readFileSync(join(folder, 'up___down.vtt'), 'utf8');
    const file = join(home, 'captions.vtt');
    await succeeds('export', '--format', 'webvtt', '-o', file);
    assert.equal(readFileSync(file, 'utf8'), text);
    const cues = parseWebVtt(text);
    for (const [frameIndex, time] of ffprobeTimes(clip).entries()) {
      const cue = cues.find(({ startTime, endTime }) => startTime <= time + 0.001 && time + 0.001 < endTime);
      for (const { label } of found.filter((box) => box.frameIndex === frameIndex)) {
        assert.ok(cue?.text.includes(label), `${label} at ${time}`);
      }
    }
    const srt = await exported('srt');
    const numbered = readFileSync(join(srt, 'up___down.srt'), 'utf8').match(/^\d+\n\d\d:/gm);
    assert.equal(numbered?.length, cues.length);
  });
});

interface FiftyOneObject {
  readonly label: string;
  readonly bounding_box: Record<'top_left' | 'bottom_right', { readonly x: number; readonly y: number }>;
}

interface LabelStudioRegion {
  readonly value: {
    readonly labels: readonly string[];
    readonly sequence: readonly Record<'frame' | 'x' | 'y' | 'width' | 'height', number>[];
  };
}

function pixels([x1, y1, x2, y2]: BoundingBox): BoundingBox {
  return [x1 * DEMO.width, y1 * DEMO.height, x2 * DEMO.width, y2 * DEMO.height];
}

/** Each box has its own, to a hundredth of a pixel. */
function assertSame(read: readonly Box[], expected: readonly Box[]): void {
  assert.equal(read.length, expected.length);
  for (const { frameIndex, label, box } of read) {
    const same = expected.filter((other) => other.frameIndex === frameIndex && other.label === label);
    assert.ok(
      same.some((other) => other.box.every((side, index) => Math.abs(side - box[index]!) < 0.011)),
      `${label} in frame ${frameIndex}: ${box}`,
    );
  }
}
