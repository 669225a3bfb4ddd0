import assert from 'node:assert/strict';
import { join } from 'node:path';
import { iou } from '../../shared/box-iou.ts';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO, ffmpeg } from '../fixtures/clips.ts';
import { ffprobeKeyFrames, ffprobeTimes } from '../fixtures/ffprobe.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

interface Row {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  readonly label: string;
  readonly confidence: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

describe('choosing what is looked at', () => {
  const home = suiteFolder();

  async function detected(video: string, ...flags: string[]): Promise<{ rows: Row[]; frames: number }> {
    const { code, stdout, stderr } = await framefleet(
      ['detect', video, '--model', DEMO.network, '--json', ...flags],
      home,
    );
    assert.equal(code, 0, stderr);
    const { runId, storedFrames, sampledFrames } = JSON.parse(stdout);
    assert.equal(storedFrames, sampledFrames);
    const asked = await framefleet(['query', '--run', runId, '--format', 'ndjson'], home);
    assert.equal(asked.code, 0, asked.stderr);
    const lines = asked.stdout.split('\n').filter((line) => line !== '');
    return { rows: lines.map((line) => JSON.parse(line)), frames: storedFrames };
  }

  const boxOf = ({ x1, y1, x2, y2 }: Row) => [x1, y1, x2, y2] as const;
  /** The share of some rows that others of the same frame and label meet. */
  function shareMet(wanted: readonly Row[], found: readonly Row[]): number {
    const met = wanted.filter((row) =>
      found.some(
        (other) =>
          other.frameIndex === row.frameIndex && other.label === row.label && iou(boxOf(other), boxOf(row)) >= 0.5,
      ),
    );
    return met.length / wanted.length;
  }

  it('finds in key frames, at some times, what a run over everything finds there', async () => {
    const path = join(home, 'keys.mp4');
    ffmpeg('-i', DEMO.clip, '-frames:v', '96', '-c:v', 'libx264', '-crf', '12', '-g', '9', '-bf', '2', path);
    const whole = await detected(path);
    const times = ffprobeTimes(path);
    const isIn = (index: number) => times[index]! < 2 || times[index]! >= 5;
    const keys = ffprobeKeyFrames(path).filter(isIn);
    const { rows, frames } = await detected(path, '--keyframes', '--range', '-2,5-');
    assert.equal(frames, keys.length);
    const facts = (all: readonly Row[]) =>
      all.map(({ frameIndex, ptsSeconds, label, confidence, ...row }) => ({
        ...{ frameIndex, ptsSeconds, label, confidence },
        box: boxOf(row as Row),
      }));
    assert.ok(rows.length > 20);
    assert.deepEqual(facts(rows), facts(whole.rows.filter(({ frameIndex }) => keys.includes(frameIndex))));
  });

  it('gives boxes of a part of the picture in pixels of the whole', async () => {
    const cropped = join(home, 'cropped.mkv');
    ffmpeg('-i', DEMO.clip, '-vf', 'crop=400:240:120:80', '-c:v', 'ffv1', cropped);
    const part = await detected(cropped, '--every', '8');
    const { rows } = await detected(DEMO.clip, '--every', '8', '--roi', '120,80,520,320');
    assert.ok(rows.length > 20);
    assert.equal(rows.length, part.rows.length);
    for (const [index, row] of rows.entries()) {
      const same = part.rows[index]!;
      assert.deepEqual([row.frameIndex, row.label], [same.frameIndex, same.label]);
      assert.ok(Math.abs(row.confidence - same.confidence) < 1e-3);
      const moved = [same.x1 + 120, same.y1 + 80, same.x2 + 120, same.y2 + 80];
      assert.ok(
        boxOf(row).every((edge, at) => Math.abs(edge - moved[at]!) < 0.01),
        `${boxOf(row)} ${moved}`,
      );
    }
  });

  it('finds in tiles what is too small in the whole, once, where it is', async () => {
    const tenFrames = "select='not(mod(n,16))',setpts=N/12/TB";
    const [short, small] = [join(home, 'short.mkv'), join(home, 'small.mkv')];
    ffmpeg('-i', DEMO.clip, '-vf', tenFrames, '-frames:v', '10', '-c:v', 'ffv1', short);
    ffmpeg('-i', short, '-vf', 'pad=1920:1440:300:500:gray', '-c:v', 'ffv1', small);
    const { rows: plain } = await detected(short, '--confidence', '0.5');
    const wanted = plain.map((row) => ({
      ...row,
      ...{ x1: row.x1 + 300, x2: row.x2 + 300, y1: row.y1 + 500, y2: row.y2 + 500 },
    }));
    const whole = await detected(small, '--confidence', '0.5');
    const tiled = await detected(small, '--confidence', '0.5', '--tiles', '3x3', '--overlap', '0.3');
    assert.deepEqual([whole.frames, tiled.frames], [10, 10]);
    const [before, after] = [shareMet(wanted, whole.rows), shareMet(wanted, tiled.rows)];
    assert.ok(before < 0.7 && after > 0.85, `${before} of ${wanted.length}, then ${after}`);
    assert.ok(shareMet(tiled.rows, wanted) > 0.8, `${shareMet(tiled.rows, wanted)}`);
    assert.ok(tiled.rows.length < wanted.length * 1.2, `${tiled.rows.length} of ${wanted.length}`);
  });
});
