import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { parseMot } from '../../results/analysis/scoring/mot-text.ts';
import { iou } from '../../shared/box-iou.ts';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, ffmpeg } from '../fixtures/clips.ts';
import { ffprobeTimes } from '../fixtures/ffprobe.ts';
import { turnLeft } from '../fixtures/rotate-mp4.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';
import { READ_BOXES } from '../results/export/read-boxes.ts';

/**
 * The bundled clip lying on its side, with a note that says how to turn it, and without every third frame: the times of those that are
 * left are uneven.
 */
function sidewaysUneven(folder: string): string {
  const [turned, path] = [join(folder, 'turned.mkv'), join(folder, 'sideways.mp4')];
  const filters = ['-vf', "select='mod(n+1,3)',transpose=clock", '-vsync', 'vfr'];
  ffmpeg('-i', DEMO.clip, ...filters, '-frames:v', '60', '-c:v', 'libx264', '-bf', '0', '-qp', '12', turned);
  ffmpeg('-i', turned, '-c', 'copy', path);
  return turnLeft(path);
}

/** How alike the least alike frames of two videos are, n by n, each as it is shown, in dB. */
function leastPsnr(one: string, other: string): number {
  const inputs = ['-i', one, '-i', other];
  const filter = '[0:v]settb=1/10,setpts=N[a];[1:v]settb=1/10,setpts=N[b];[a][b]psnr=shortest=1';
  const { stderr } = spawnSync('ffmpeg', ['-nostdin', ...inputs, '-lavfi', filter, '-f', 'null', '-'], {
    encoding: 'utf8',
  });
  return Number(/PSNR .* min:([\d.]+)/.exec(stderr)?.[1]);
}

describe('export of a video that is turned and whose frames come unevenly', () => {
  const home = suiteFolder();
  let clip: string;
  /** Frames of the bundled clip that are left, in order. */
  const kept = Array.from({ length: DEMO.frames }, (_, n) => n).filter((n) => (n + 1) % 3 !== 0);

  before(async () => {
    clip = sidewaysUneven(home);
    const { code, stderr } = await framefleet(['detect', clip, '--model', DEMO.network], home);
    assert.equal(code, 0, stderr);
  });

  it('gives boxes of the picture as it is shown, and times as they are', async () => {
    const output = join(home, 'export.json');
    const { code, stderr } = await framefleet(['export', '--format', 'coco', '-o', output], home);
    assert.equal(code, 0, stderr);
    const { images, annotations } = JSON.parse(readFileSync(output, 'utf8'));
    const times = ffprobeTimes(clip);
    assert.equal(images.length, 60);
    for (const image of images) {
      assert.deepEqual([image.width, image.height], [DEMO.width, DEMO.height]);
      assert.ok(Math.abs(image.pts - times[image.frame_index]!) < 0.001);
      assert.ok(Math.abs(image.pts - kept[image.frame_index]! / DEMO.fps) < 0.002, 'uneven');
    }
    const truth = parseMot(readFileSync('demo/clip/demo.gt.txt', 'utf8'));
    const met = annotations.filter(
      ({ image_id, bbox: [x, y, w, h] }: { image_id: number; bbox: [number, number, number, number] }) => {
        const frame = kept[image_id - 1]! + 1;
        return truth.some((object) => object.frame === frame && iou(object.box, [x, y, x + w, y + h]) > 0.5);
      },
    );
    assert.ok(annotations.length > 100);
    assert.ok(met.length / annotations.length > 0.9, `${met.length} of ${annotations.length}`);
  });

  it('has the same boxes in every format that has any, of the picture as it is shown', async () => {
    const query = await framefleet(['query', '--format', 'ndjson'], home);
    const found = query.stdout
      .trim()
      .split('\n')
      .map((row) => JSON.parse(row));
    assert.ok(found.length > 100);
    const within = (value: number, most: number) => Math.min(Math.max(value, 0), most);
    for (const [format, read] of Object.entries(READ_BOXES)) {
      const output = join(home, `all.${format}`);
      const { code, stderr } = await framefleet(['export', '--format', format, '-o', output], home);
      assert.equal(code, 0, stderr);
      const boxes = await read(output, 'sideways', [DEMO.width, DEMO.height]);
      assert.equal(boxes.length, found.length, format);
      for (const { frameIndex, label, box } of boxes) {
        const isIt = found.some(
          (row) =>
            row.frameIndex === frameIndex &&
            (label === null || row.label === label) &&
            [row.x1, row.y1, row.x2, row.y2].every((edge, index) => {
              const inside = within(edge, index % 2 === 0 ? DEMO.width : DEMO.height);
              return Math.min(Math.abs(edge - box[index]!), Math.abs(inside - box[index]!)) < 0.011;
            }),
        );
        assert.ok(isIt, `${format}: ${label} in frame ${frameIndex}: ${box}`);
      }
    }
  });

  it('copies it at a constant rate: frame n is ours, as it is shown', async () => {
    const output = join(home, 'with-proxy.json');
    const { code, stderr } = await framefleet(['export', '--format', 'coco', '-o', output, '--with-proxy'], home);
    assert.equal(code, 0, stderr);
    const proxy = join(`${output}.proxy`, 'sideways.mp4');
    const times = ffprobeTimes(proxy);
    assert.equal(times.length, 60);
    const step = times[1]! - times[0]!;
    for (const [n, time] of times.entries()) assert.ok(Math.abs(time - n * step) < 0.001, `${n}: ${time}`);
    const psnr = leastPsnr(proxy, clip);
    assert.ok(psnr > 30, `${psnr} dB`);
    assert.ok(existsSync(output));
  });

  it('does not copy another video that lies in its place, and leaves nothing then', async () => {
    const moved = join(home, 'moved.mp4');
    renameSync(clip, moved);
    copyFileSync(DEMO.clip, clip);
    const output = join(home, 'other.json');
    const { code, stderr } = await framefleet(['export', '--format', 'coco', '-o', output, '--with-proxy'], home);
    renameSync(moved, clip);
    assert.equal(code, 3, stderr);
    assert.match(stderr, /to be the video `v[0-9a-f]+` still, got another one/);
    assert.ok(!existsSync(output) && !existsSync(`${output}.proxy`));
  });

  it('lists the times beside frames that are named by their number, all of the picture as shown', async () => {
    const times = ffprobeTimes(clip);
    for (const format of ['yolo', 'mot', 'kitti']) {
      const output = join(home, format);
      const { code, stderr } = await framefleet(['export', '--format', format, '-o', output], home);
      assert.equal(code, 0, stderr);
      const [heading, ...rows] = readFileSync(join(output, 'sideways', 'frames.csv'), 'utf8')
        .trim()
        .split('\n');
      assert.equal(heading, 'frameIndex,ptsSeconds,width,height');
      assert.equal(rows.length, 60);
      for (const [index, row] of rows.entries()) {
        const [frameIndex, ptsSeconds, ...size] = row.split(',').map(Number);
        assert.deepEqual([frameIndex, ...size], [index, DEMO.width, DEMO.height]);
        assert.ok(Math.abs(ptsSeconds! - times[index]!) < 0.001);
      }
    }
  });
});
