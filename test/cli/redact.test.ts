import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RedactFacts } from '../../app/redact/redact-facts.ts';
import { HIDING } from '../../pictures/hide-regions.ts';
import { framefleet } from '../fixtures/cli.ts';
import { ffprobeTimes } from '../fixtures/ffprobe.ts';
import { ffprobePackets, ffprobeVideo } from '../fixtures/ffprobe-streams.ts';
import { MOVING, movingBox, movingClip, movingIn, storeMoving } from '../fixtures/moving-box.ts';
import { detail, edgeLikeness, meanDifference, rgbFrames } from '../fixtures/rgb-frames.ts';
import { turnUpsideDown } from '../fixtures/rotate-mp4.ts';
import { serving } from '../fixtures/serving.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

const ALL = Array.from({ length: MOVING.frames }, (_, frame) => frame);

describe('redact', () => {
  const home = suiteFolder();
  const out = (name: string) => join(home, name);
  const at = (name: string) => join(home, 'videos', name);

  before(async () => {
    mkdirSync(join(home, 'videos'));
    movingIn(join(home, 'videos'));
    movingClip(at('stream.ts'), '-bf', '2');
    movingClip(at('b-frames.mkv'), '-bf', '2', '-metadata', 'title=Secret Garden');
    const silent = movingClip(at('turned.mp4'), '-an', '-metadata', 'title=Secret Garden');
    turnUpsideDown(silent);
    await storeMoving(home, [
      { runId: 'all', path: at('moving.mp4'), looked: ALL },
      { runId: 'third', path: at('stream.ts'), looked: ALL.filter((frame) => frame % 3 === 0) },
      { runId: 'part', path: at('b-frames.mkv'), looked: ALL.slice(8, 40), missed: [8, 9, 10, 11, 36, 37, 38, 39] },
      { runId: 'turned', path: at('turned.mp4'), looked: ALL },
    ]);
  });

  const redact = async (name: string, ...args: string[]) => {
    const given = ['redact', '--labels', 'person', '-o', out(name), '--json', ...args];
    const { code, stdout, stderr } = await framefleet(given, home);
    const facts = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as RedactFacts);
    return { code, stderr, facts };
  };
  const filesIn = (name: string) => readdirSync(out(name)).sort();
  const partOf = (frame: number) => {
    const [left, top, right, bottom] = movingBox(frame);
    return { left, top, right, bottom };
  };

  /** Frame count, times, length, size and sound, as an independent program reads them. */
  const requireAlike = (source: string, copy: string) => {
    assert.deepEqual(ffprobeTimes(copy), ffprobeTimes(source));
    const pts = (path: string) =>
      ffprobePackets(path, 'V')
        .map((packet) => packet.pts)
        .sort((a, b) => a - b);
    assert.deepEqual(pts(copy), pts(source));
    assert.deepEqual(ffprobePackets(copy, 'a'), ffprobePackets(source, 'a'));
    const facts = (path: string) => {
      const { width, height, time_base } = ffprobeVideo(path);
      return [width, height, time_base];
    };
    assert.deepEqual(facts(copy), facts(source));
  };

  /** That nothing of a box can be read in some frames, and that what lies far from it is as it was. */
  const requireHidden = (source: Buffer[], copy: Buffer[], frames: readonly number[]) => {
    for (const frame of frames) {
      const part = partOf(frame);
      const [before, after] = [source, copy].map((list) => detail(list[frame]!, MOVING.width, part)) as [
        number,
        number,
      ];
      assert.ok(before > 15 && after < before / 2, `frame ${frame}: ${after} of ${before}`);
      const likeness = edgeLikeness(source[frame]!, copy[frame]!, MOVING.width, part);
      assert.ok(Math.abs(likeness) < 0.45, `frame ${frame}: ${likeness}`);
      const far = { left: 220, top: 120, right: 320, bottom: 180 };
      assert.ok(meanDifference(source[frame]!, copy[frame]!, MOVING.width, far) < 3, `frame ${frame}`);
    }
  };

  for (const how of HIDING) {
    it(`hides every stored box in every frame, and keeps frames, times, length and sound: ${how}`, async () => {
      const { code, stderr, facts } = await redact(how, 'moving.mp4', '--how', how);
      assert.equal(code, 0, stderr);
      assert.match(stderr, /moving-redacted\.mp4: person hidden in 96 of 96 frames\n$/);
      assert.deepEqual(filesIn(how), ['moving-redacted.json', 'moving-redacted.mp4']);
      const [source, copy] = [at('moving.mp4'), join(out(how), facts[0]!.copy)];
      requireAlike(source, copy);
      const lengths = [source, copy].map((path) => Number(ffprobeVideo(path).duration));
      assert.equal(lengths[0], lengths[1]);
      requireHidden(rgbFrames(source, MOVING), rgbFrames(copy, MOVING), ALL);
      assert.deepEqual(JSON.parse(readFileSync(copy.replace(/mp4$/, 'json'), 'utf8')), facts[0]);
      assert.deepEqual([facts[0]!.sound, facts[0]!.notLookedAt], [1, { frames: 0, stretches: [] }]);
    });
  }

  it('leaves one colour of what it fills, with a margin', async () => {
    const copy = rgbFrames(join(out('fill'), 'moving-redacted.mp4'), MOVING);
    for (const frame of [0, 50, 95]) {
      const { left, top, right, bottom } = partOf(frame);
      const wide = { left: left - 2, top: top - 4, right: right + 2, bottom: Math.min(MOVING.height, bottom + 4) };
      assert.ok(meanDifference(copy[frame]!, new Uint8Array(copy[frame]!.length), MOVING.width, wide) < 12);
    }
  });

  it('makes no copy twice, but where something else is asked for', async () => {
    assert.match((await redact('fill', 'moving.mp4', '--how', 'fill')).stderr, /\(there already\)\n$/);
    for (const more of [['--margin-time', '0'], ['--force']]) {
      assert.equal((await redact('fill', 'moving.mp4', '--how', 'fill', ...more)).facts.length, 1, more.join(' '));
    }
  });

  it('hides objects also in frames that were not looked at, of a transport stream with B-frames', async () => {
    const { code, facts } = await redact('third', '--run', 'third');
    assert.deepEqual([code, facts[0]!.notLookedAt.frames, facts[0]!.hiddenFrames], [0, 0, 96]);
    const copy = join(out('third'), 'stream-redacted.ts');
    requireAlike(at('stream.ts'), copy);
    requireHidden(rgbFrames(at('stream.ts'), MOVING), rgbFrames(copy, MOVING), ALL);
  });

  it('says which frames nobody looked at, or refuses them', async () => {
    const { code, stderr, facts } = await redact('part', '--video', 'b-frames.mkv', '--margin-time', '100ms');
    assert.equal(code, 0);
    assert.match(stderr, /64 frames were not looked at and are shown as they are, first frame 0 at 0\.0\d\d s\n$/);
    assert.deepEqual(
      facts[0]!.notLookedAt.stretches.map(({ firstFrame, lastFrame }) => [firstFrame, lastFrame]),
      [
        [0, 7],
        [40, 95],
      ],
    );
    const copy = join(out('part'), 'b-frames-redacted.mkv');
    requireAlike(at('b-frames.mkv'), copy);
    const [source, own] = [rgbFrames(at('b-frames.mkv'), MOVING), rgbFrames(copy, MOVING)];
    requireHidden(source, own, ALL.slice(11, 36));
    for (const frame of [0, 9, 60]) {
      const [before, after] = [source, own].map((frames) => detail(frames[frame]!, MOVING.width, partOf(frame)));
      assert.ok(after! > 0.8 * before!, `frame ${frame}: ${after} of ${before}`);
    }
    assert.doesNotMatch(String(ffprobeVideo(copy).tags), /Secret/);
    for (const folder of ['part', 'strict']) {
      const refused = await redact(folder, '--video', 'b-frames.mkv', '--margin-time', '100ms', '--strict');
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /got frame 0 at 0\.0\d\d s, of which nobody knows what it shows/);
    }
    assert.deepEqual(filesIn('strict'), []);
  });

  it('shows a video that is turned as it is shown', async () => {
    const { code } = await redact('turned', at('turned.mp4'), '--how', 'fill');
    assert.equal(code, 0);
    const copy = join(out('turned'), 'turned-redacted.mp4');
    requireHidden(rgbFrames(at('turned.mp4'), MOVING), rgbFrames(copy, MOVING), []);
    assert.deepEqual(ffprobeTimes(copy), ffprobeTimes(at('turned.mp4')));
    const [source, own] = [rgbFrames(at('turned.mp4'), MOVING), rgbFrames(copy, MOVING)];
    const far = { left: 250, top: 10, right: 310, bottom: 40 };
    for (const frame of [0, 95]) assert.ok(meanDifference(source[frame]!, own[frame]!, MOVING.width, far) < 3);
    for (const frame of [0, 95]) {
      assert.ok(meanDifference(own[frame]!, new Uint8Array(own[frame]!.length), MOVING.width, partOf(frame)) < 12);
    }
  });

  it('asks a service as well, for several videos at once, and goes on after one that is gone', async () => {
    rmSync(at('stream.ts'));
    await serving(home, async () => {
      const { code, stderr, facts } = await redact('several', 'stream.ts', 'turned.mp4');
      assert.equal(code, 3);
      assert.match(stderr, /stream\.ts:\nframefleet: Expected the source of video/);
      assert.deepEqual(
        facts.map(({ copy }) => copy),
        ['turned-redacted.mp4'],
      );
    });
    assert.deepEqual(filesIn('several'), ['turned-redacted.json', 'turned-redacted.mp4']);
  });

  for (const [what, args, code, message] of [
    ['a label that nobody knows', ['--labels', 'unicorn'], 2, /Expected `--labels` that the models know/],
    ['a video that is not there', ['nothing.mp4'], 2, /nothing\.mp4/],
    ['another way to hide', ['--how', 'draw'], 2, /Expected `--how` to be blur, fill or pixelate, got `draw`/],
    ['a margin that is none', ['--margin', 'wide'], 2, /Expected `--margin` to be per cent of a box or pixels/],
    ['videos named twice', ['moving.mp4', '--video', 'moving.mp4'], 2, /either without a flag or by `--video`/],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const given = [
        'redact',
        '-o',
        out('refused'),
        ...(args[0] === '--labels' ? [] : ['--labels', 'person']),
        ...args,
      ];
      const ended = await framefleet(given, home);
      assert.equal(ended.code, code);
      assert.match(ended.stderr, message);
    });
  }
});
