import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mediaClock } from '../../cli/output/columns/cells.ts';
import { framefleet } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { testData } from '../fixtures/data.ts';
import { evaluatedFrames } from '../fixtures/evaluated-frames.ts';
import { ffprobeTimes } from '../fixtures/ffprobe.ts';
import { byFrame, type FlatDetection, goldenFrames, shareMet } from '../fixtures/golden.ts';
import { processesNaming } from '../fixtures/processes.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

interface Row extends FlatDetection {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  readonly label: string;
}

describe('detect on one machine', () => {
  const home = suiteFolder();
  const { clip: video, network: model } = DEMO;
  let rows: Row[];
  let runId: string;
  let shown = '';

  before(async () => {
    const { code, stdout, stderr } = await framefleet(['detect', video, '--model', model, '--json'], home);
    assert.equal(code, 0, stderr);
    const summary = JSON.parse(stdout);
    runId = summary.runId;
    assert.deepEqual(
      [summary.state, summary.sampledFrames, summary.storedFrames, summary.failedFrames, summary.droppedFrames],
      ['complete', DEMO.frames, DEMO.frames, 0, 0],
    );
    const query = await framefleet(['query', '--run', runId, '--format', 'ndjson'], home);
    assert.equal(query.code, 0, query.stderr);
    rows = query.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.equal(rows.length, summary.detections);
  });

  it('finds what an evaluation of the network in float64 finds', () => {
    const wanted = evaluatedFrames(40);
    assert.equal(wanted.size, 6);
    const found = byFrame(rows.filter(({ frameIndex }) => wanted.has(frameIndex)));
    assert.ok(shareMet(wanted, found) >= 0.965, `${shareMet(wanted, found)}`);
    assert.ok(shareMet(found, wanted) >= 0.965, `${shareMet(found, wanted)}`);
  });

  it("gives every detection its frame's own presentation time", () => {
    const times = ffprobeTimes(video);
    assert.equal(times.length, DEMO.frames);
    for (const { frameIndex, ptsSeconds } of rows) assert.ok(Math.abs(ptsSeconds - times[frameIndex]!) < 0.001);
  });

  it('says that the run is complete when asked again, and decodes only what tells the facts of the video', async () => {
    const ffmpeg = join(home, 'ffmpeg-that-only-probes');
    const script =
      '#!/bin/sh\ncase "$*" in *-version* | "-h "* | *" -h "* | *ffmetadata*) exec ffmpeg "$@" ;; esac\nexit 1\n';
    writeFileSync(ffmpeg, script, { mode: 0o755 });
    const { code, stdout, stderr } = await framefleet(['detect', video, '--model', model], home, {
      FFMPEG_PATH: ffmpeg,
    });
    assert.equal(code, 0, stderr);
    assert.match(stdout + stderr, new RegExp(`run ${runId}: was complete already`));
    shown = stdout;
  });

  it('ends with what was found, and when', () => {
    const [first, last] = [mediaClock(rows[0]!.ptsSeconds), mediaClock(rows.at(-1)!.ptsSeconds)];
    const table = shown.slice(shown.indexOf('\nlabel '));
    assert.match(table, /^\nlabel +detections +frames +first seen +last seen\n/);
    for (const label of new Set(rows.map((row) => row.label))) {
      const count = rows.filter((row) => row.label === label).length;
      assert.match(table, new RegExp(`^${label} +${count} +\\d+ +00:00:\\d\\d\\.\\d{3} +00:00:\\d\\d\\.\\d{3}$`, 'm'));
    }
    assert.ok(table.includes(first) && table.includes(last), table);
  });

  it('names questions that have answers', async () => {
    const questions = shown.match(/^ {2}\.\/framefleet (segments|query) .*$/gm)!;
    assert.equal(questions.length, 2);
    for (const question of questions) {
      const { code, stdout, stderr } = await framefleet(question.trim().split(' ').slice(1), home);
      assert.equal(code, 0, stderr);
      assert.ok(stdout.startsWith(`{"runId":"${runId}"`), question);
    }
  });

  it('counts by label, the same from the command line as from the rows', async () => {
    const { stdout } = await framefleet(['count', '--run', runId, '--by', 'label', '--format', 'json'], home);
    const counts = Object.fromEntries(
      JSON.parse(stdout).rows.map((row: { label: string; detections: number }) => [row.label, row.detections]),
    );
    const expected: Record<string, number> = {};
    for (const { label } of rows) expected[label] = (expected[label] ?? 0) + 1;
    assert.deepEqual(counts, expected);
  });

  it('leaves no process behind', () => assert.deepEqual(processesNaming(home), []));
});

describe('agreement with an independent program', () => {
  const home = suiteFolder();

  for (const [video, model, every] of [
    ['people', 'yolo-fastest-1.1-xl', 1],
    ['people', 'yolov4-tiny-voc', 4],
    ['traffic', 'yolo-fastest-1.1-xl', 4],
  ] as const) {
    it(`is close for ${model} on ${video}.mp4, of which one frame in ${every} is looked at`, async function () {
      const golden = goldenFrames(testData(this, 'golden', `video-${video}-${model}.json`));
      for (const frameIndex of golden.keys()) if (frameIndex % every > 0) golden.delete(frameIndex);
      const input = testData(this, 'videos', `${video}.mp4`);
      const detected = await framefleet(
        ['detect', input, '--model', testData(this, 'models', model), '--every', `${every}`, '--json'],
        home,
      );
      assert.equal(detected.code, 0, detected.stderr);
      const { stdout } = await framefleet(
        ['query', '--run', JSON.parse(detected.stdout).runId, '--format', 'json'],
        home,
      );
      const found = byFrame(JSON.parse(stdout).rows as Row[]);
      assert.ok(shareMet(golden, found) >= 0.965);
      assert.ok(shareMet(found, golden) >= 0.965);
    });
  }
});
