import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClipFacts } from '../../app/clips/clip-facts.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { demoClip, patternClip } from '../fixtures/clips.ts';
import { ffprobeTimes } from '../fixtures/ffprobe.ts';
import { ffprobePackets } from '../fixtures/ffprobe-streams.ts';
import { MOVING, movingBox, movingIn, movingSeconds, storeMoving } from '../fixtures/moving-box.ts';
import { lumaAt, meanDifference, rgbFrames } from '../fixtures/rgb-frames.ts';
import { serving } from '../fixtures/serving.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

const ALL = Array.from({ length: MOVING.frames }, (_, frame) => frame);
/** In which every frame differs from all others. */
const STRIP = { left: 0, top: 70, right: MOVING.width, bottom: 110 };
const WHOLE = { left: 0, top: 0, right: MOVING.width, bottom: MOVING.height };
/** What the JSON beside a clip is called. */
const json = (clip: string): string => clip.replace(/mp4$/, 'json');
/** The box is seen in two stretches. */
const SEEN = (frame: number) => (frame >= 10 && frame < 20) || (frame >= 60 && frame < 70);

describe('clips', () => {
  const home = suiteFolder();
  const out = (name: string) => join(home, name);
  let source = '';
  let frames: Buffer[] = [];

  before(async () => {
    mkdirSync(out('videos'));
    source = movingIn(out('videos'));
    frames = rgbFrames(source, MOVING);
    await storeMoving(home, [{ runId: 'r1', path: source, looked: ALL, missed: ALL.filter((frame) => !SEEN(frame)) }]);
  });

  const clips = async (name: string, ...args: string[]) => {
    const { code, stdout, stderr } = await framefleet(['clips', '-o', out(name), '--json', ...args], home);
    const facts = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as ClipFacts);
    return { code, stderr, facts };
  };
  const filesIn = (name: string) => readdirSync(out(name)).sort();

  /** Which frame of the source each frame of a clip is most like. */
  const likest = (path: string) =>
    rgbFrames(path, MOVING).map((frame) => {
      const differences = frames.map((other) => meanDifference(frame, other, MOVING.width, STRIP));
      return differences.indexOf(Math.min(...differences));
    });

  it('hold just the frames of each stretch, at their own distances, and its sound', async () => {
    const { code, stderr, facts } = await clips('plain', '--label', 'person');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /plain: 2 clips made of 20 frames, each encoded anew\n$/);
    assert.deepEqual(
      facts.map(({ firstFrame, lastFrame }) => [firstFrame, lastFrame]),
      [
        [10, 19],
        [60, 69],
      ],
    );
    assert.deepEqual(
      filesIn('plain'),
      facts.flatMap(({ clip }) => [json(clip), clip]),
    );
    assert.equal(facts[0]!.clip, 'moving-f000010-f000019-00h00m00.600s-00h00m01.120s.mp4');
    for (const [index, fact] of facts.entries()) {
      const path = join(out('plain'), fact.clip);
      const held = Array.from({ length: 10 }, (_, n) => fact.firstFrame + n);
      assert.deepEqual(likest(path), held);
      const own = rgbFrames(path, MOVING);
      for (const [n, frame] of own.entries()) {
        assert.ok(meanDifference(frame, frames[held[n]!]!, MOVING.width, WHOLE) < 3, `${index} ${n}`);
      }
      const times = held.map((frame) => movingSeconds(frame) - movingSeconds(held[0]!));
      for (const [n, time] of ffprobeTimes(path).entries())
        assert.ok(Math.abs(time - times[n]!) < 1e-5, `${n}: ${time}`);
      const [sound] = [ffprobePackets(path, 'a')];
      const seconds = (sound.length * 1024) / 44_100;
      assert.ok(Math.abs(seconds - (times.at(-1)! + 0.04)) < 0.08, `${seconds} s of sound`);
      assert.deepEqual(JSON.parse(readFileSync(json(path), 'utf8')), fact);
      assert.equal(fact.start, movingSeconds(held[0]!));
      assert.equal(fact.segments.length, 1);
      assert.equal(Date.parse(fact.startsAt!), Date.parse('2026-03-02T10:00:00Z') + Math.round(fact.start * 1000));
    }
  });

  it('are not made again while they are whole, unless that is asked for', async () => {
    const before = filesIn('plain').map((name) => statSync(join(out('plain'), name)).mtimeMs);
    const again = await clips('plain', '--label', 'person');
    assert.match(again.stderr, /plain: no clips made, 2 there already\n$/);
    assert.deepEqual(
      filesIn('plain').map((name) => statSync(join(out('plain'), name)).mtimeMs),
      before,
    );
    const [first, second] = filesIn('plain').filter((name) => name.endsWith('.mp4'));
    writeFileSync(join(out('plain'), first!), 'cut short');
    const mended = await clips('plain', '--label', 'person');
    assert.match(mended.stderr, /1 clip made of 10 frames, each encoded anew, 1 there already\n$/);
    rmSync(join(out('plain'), json(second!)));
    assert.match((await clips('plain', '--label', 'person')).stderr, /1 clip made .*, 1 there already\n$/);
    assert.match((await clips('plain', '--label', 'person', '--force')).stderr, /2 clips made of 20 frames/);
  });

  it('show time before and after, as far as there is, and are one where they overlap then', async () => {
    const { facts } = await clips('padded', '--pad', '1s');
    assert.deepEqual(
      facts.map(({ firstFrame, lastFrame }) => [firstFrame, lastFrame]),
      [
        [0, 35],
        [44, 85],
      ],
    );
    assert.deepEqual(likest(join(out('padded'), facts[1]!.clip)).slice(0, 3), [44, 45, 46]);
    const joined = await clips('joined', '--pad', '1500ms');
    assert.deepEqual(
      joined.facts.map(({ frames: count, segments }) => [count, segments.length]),
      [[94, 2]],
    );
  });

  it('draw the stored boxes where they are, at the first, a middle and the last frame', async () => {
    const [fact] = (await clips('boxes', '--boxes', '--pad', '100ms', '--limit', '1')).facts;
    assert.match(fact!.clip, /-boxes\.mp4$/);
    const drawn = rgbFrames(join(out('boxes'), fact!.clip), MOVING);
    for (const frame of [10, 15, 19]) {
      const [x1, y1, x2, y2] = movingBox(frame);
      const picture = drawn[frame - fact!.firstFrame]!;
      /** Means, along the edges, of how far the brightness of columns and rows is from the source's. */
      const off = (x: number, y: number) =>
        Math.abs(lumaAt(picture, MOVING.width, x, y) - lumaAt(frames[frame]!, MOVING.width, x, y));
      const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const upTo = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
      const column = (x: number) => mean(upTo(y1 + 25, y2 - 8).map((y) => off(x, y)));
      const row = (y: number) => mean(upTo(x1 + 8, x2 - 8).map((x) => off(x, y)));
      for (const [edge, measure] of [
        [x1, column],
        [x2, column],
        [y2, row],
      ] as const) {
        const near = upTo(edge - 7, edge + 7);
        const most = Math.max(...near.map(measure));
        const places = near.filter((place) => measure(place) > most / 2).map((place) => place + 0.5);
        assert.ok(most > 20 && places.length <= 4, `frame ${frame}: ${near.map(measure)}`);
        assert.ok(Math.abs(mean(places) - edge) <= 2, `frame ${frame}: ${places} for ${edge}`);
      }
    }
    const before = fact!.firstFrame;
    assert.ok(before < 10 && meanDifference(drawn[0]!, frames[before]!, MOVING.width, WHOLE) < 3);
  });

  it('are played faster, sound and all', async () => {
    const [fact] = (await clips('fast', '--speed', '4', '--limit', '1', '--pad', '1s')).facts;
    const path = join(out('fast'), fact!.clip);
    assert.match(fact!.clip, /-4x\.mp4$/);
    const times = ffprobeTimes(path);
    assert.equal(times.length, fact!.frames);
    assert.ok(Math.abs(times.at(-1)! - (fact!.end - fact!.start) / 4) < 0.001);
    const seconds = (ffprobePackets(path, 'a').length * 1024) / 44_100;
    assert.ok(Math.abs(seconds - (fact!.end - fact!.start) / 4) < 0.1, `${seconds} s of sound`);
  });

  it('take the questions of segments, from a service too', async () => {
    const none = await clips('none', '--label', 'person', '--where', 'person>=2');
    assert.deepEqual([none.code, none.stderr], [0, `${out('none')}: no clips made\n`]);
    const bad = await framefleet(['clips', '-o', out('bad'), '--where', 'person>>2'], home);
    assert.deepEqual([bad.code, bad.stdout], [2, '']);
    await serving(home, async () => {
      const { facts } = await clips('http', '--from', '2');
      assert.deepEqual(
        facts.map(({ firstFrame }) => firstFrame),
        [60],
      );
    });
  });

  it('are not made of a source that is gone or was replaced, and are once it is found elsewhere', async () => {
    const moved = join(out('elsewhere'), 'kept.mp4');
    mkdirSync(out('elsewhere'));
    renameSync(source, moved);
    try {
      const gone = await clips('gone');
      assert.equal(gone.code, 3);
      assert.match(gone.stderr, /Expected the source of video `v[0-9a-f]{16}` to be there, got none/);
      assert.deepEqual(filesIn('gone'), []);
      patternClip(source, { frames: 30 });
      const replaced = await clips('gone');
      assert.equal(replaced.code, 3);
      assert.match(replaced.stderr, /holds another video now/);
      assert.deepEqual(filesIn('gone'), []);
      const found = await clips('gone', '--media', out('elsewhere'));
      assert.deepEqual([found.code, found.facts.length], [0, 2]);
    } finally {
      copyFileSync(moved, source);
    }
  });

  it('leave nothing half-made when they are stopped', async () => {
    const long = demoClip(join(out('videos'), 'long.mp4'), 12_000);
    const other = join(home, 'other');
    mkdirSync(other);
    await storeMoving(other, [{ runId: 'r1', path: long, looked: [0, 1, 2, 11_000], times: (frame) => frame / 12 }]);
    const running = start(['clips', '-o', out('stopped'), '--pad', '10m'], other);
    let isUnderWay = true;
    void running.ended.then(() => {
      isUnderWay = false;
    });
    while (isUnderWay && !draftsIn('stopped')) await sleep(20);
    assert.ok(isUnderWay, (await Promise.race([running.ended, sleep(0)]))?.stderr);
    running.child.kill('SIGINT');
    const { code, stderr } = await running.ended;
    assert.equal(code, 130);
    assert.match(stderr, /stopped; clips that are whole stay, and the same command goes on\n$/);
    assert.deepEqual(readdirSync(out('stopped')), []);
  });

  const draftsIn = (name: string): boolean => {
    try {
      return readdirSync(out(name)).length > 0;
    } catch {
      return false; // not made yet
    }
  };
});
