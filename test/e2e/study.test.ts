import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pino from 'pino';
import { childContext } from '../../app/local/child-context.ts';
import { studyAnswers } from '../../app/study/answers.ts';
import { measure } from '../../app/study/measure-row.ts';
import { measureLevel } from '../../app/study/scaling/measure-level.ts';
import { storingCost } from '../../app/study/storing-cost.ts';
import { studyModel, weightsLengths } from '../../app/study/study-model.ts';
import { studySettings } from '../../app/study/study-row.ts';
import { writeScalingPage, writeStudyPage } from '../../cli/output/study/study-page.ts';
import { noiseFrame } from '../../model/runtime/probe-frames.ts';
import { findFfmpeg } from '../../producer/ffmpeg/find-ffmpeg.ts';
import { DetectorCache } from '../../worker/detector-cache.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { suiteFolder } from '../fixtures/temporary-folder.ts';

const machine = {
  ...{
    cpu: 'a <CPU>',
    cores: 2,
    memoryGigabytes: 4,
    system: 's',
    node: 'v1',
    model: 'demo',
    isSynthetic: false,
    maxFps: 30,
    busyPercent: 40,
  },
};

describe('the study', () => {
  const folder = suiteFolder();
  const home = join(folder, 'home');
  const env = { PATH: process.env.PATH, ORT_DISABLE_TELEMETRY: '1' };
  const children = childContext(new URL('../../cli/main.js', import.meta.url), env);
  const { signal } = new AbortController();
  before(() => mkdirSync(home));
  afterEach(() => until('every process has ended', () => processesNaming(folder).length === 0));

  it('measures what a process captures at the pace of its camera, and what it infers', async () => {
    const clip = demoClip(join(folder, 'camera.mp4'), 300);
    const { model, network } = await studyModel(DEMO.network, home, folder);
    const capture = { clip, ffmpeg: await findFfmpeg(null), maxFps: 20 };
    const off = await measure({ capture, network, scale: 0.1, gray: true, inference: null }, 2, 1000, env, signal);
    assert.equal(off.shape, `${DEMO.height / 10}×${DEMO.width / 10}×1`);
    assert.ok(off.fpsMain > 5 && off.fpsMain < 21, `${off.fpsMain}`);
    assert.ok(off.fpsSub > 5 && off.fpsSub <= off.fpsMain + 2, `${off.fpsSub}`);
    assert.ok(off.cpuPercent > 0 && off.threads > 8 && off.residentMegabytes > 40);
    const inference = { model, home, device: 'cpu', threads: 1, allowSpinning: false } as const;
    const on = await measure({ capture: null, network, scale: 1, gray: false, inference }, 1, 1000, env, signal);
    assert.ok(on.fpsSub > 1 && on.cpuPercent > off.cpuPercent, `${on.fpsSub} frames/s, ${on.cpuPercent} %`);
  });

  it('makes up weights that see nothing, so that no time goes to boxes that mean nothing', async () => {
    const { model, network, isSynthetic, home } = await studyModel('yolov4-tiny', join(folder, 'empty-home'), folder);
    assert.ok(isSynthetic);
    const detectors = new DetectorCache(
      home,
      { threads: 1, device: 'cpu', allowSpinning: false },
      pino({ level: 'silent' }),
    );
    const frames = { ...network, count: 1, pixels: noiseFrame(network) };
    const options = { confidence: 0.01, iou: 0.45, classes: [], resize: 'stretch' as const, sources: [network] };
    const found = await detectors.use(model, network, (detector) => detector.detect(frames, options));
    assert.deepEqual(found.frames, [[]]);
    await detectors.close();
  });

  it('measures workers at a queue, by what they tell and by the system', async () => {
    const { model, network } = await studyModel(DEMO.network, home, folder);
    const plan = {
      ...{ workers: 2, detector: { kind: 'sleeping', latencyMs: 25, input: network } as const, chunkFrames: 4 },
      ...{ clip: demoClip(join(folder, 'long.mp4'), 1200), reference: DEMO.network, model, home, network },
      windowMs: 1500,
    };
    const level = await measureLevel(plan, children, folder, signal);
    assert.deepEqual([level.detector, level.workers], ['sleeping', 2]);
    // 80 at most, but for a first chunk whose end is told late: the rate counts from there
    assert.ok(level.framesPerSecond > 10 && level.framesPerSecond < 90, `${level.framesPerSecond}`);
    assert.ok(level.queueLatencyMs >= 0 && level.queueLatencyMs < 2000);
    for (const cpu of [level.redisCpuPercent, level.producerCpuPercent, level.workersCpuPercent]) assert.ok(cpu > 0);
    const page = join(folder, 'scaling.html');
    const rows = [{ ...level, efficiency: 0.9 }];
    const saturation = [{ detector: 'sleeping' as const, workers: 2, cause: 'a test' }];
    await writeScalingPage(page, { machine, latencyMs: 25, chunkFrames: 4, rows, saturation });
    assert.match(readFileSync(page, 'utf8'), /from 2 workers on, by a test[\s\S]*<svg/);
  });

  it('knows the length of weights files, and what storing costs, and writes a page that needs nothing else', async () => {
    const model = await studyModel(DEMO.network, home, folder);
    const weights = await weightsLengths(model);
    assert.deepEqual(weights[0], { name: 'demo', expectedBytes: weights[0]!.bytes, bytes: weights[0]!.expectedBytes });
    assert.deepEqual(
      weights.slice(1).map(({ name, expectedBytes }) => [name, expectedBytes]),
      [
        ['yolov4', 257_717_640],
        ['yolov4-tiny', 24_251_276],
      ],
    );
    const storing = await storingCost(children, folder);
    assert.ok(storing.frames > 200 && storing.detections > 800);
    assert.ok(storing.storingMs < storing.totalMs && storing.totalMs > 0);
    const rows = studySettings(['cpu']).map((setting) => ({
      ...{
        ...setting,
        fpsMain: 30,
        fpsSub: 20,
        cpuPercent: 50,
        threads: 9,
        residentMegabytes: 90,
        maxFps: 30,
        shape: '1',
      },
    }));
    const figures = { rows, layouts: [{ workers: 1, threads: 2, framesPerSecond: 9 }], storing, weights };
    const page = join(folder, 'study.html');
    await writeStudyPage(page, { machine, ...figures, answers: studyAnswers(figures, machine) });
    const html = readFileSync(page, 'utf8');
    assert.equal(html.match(/<svg/g)!.length, 5);
    assert.match(html, /a &lt;CPU&gt;.*other programs took 40 %/);
    assert.doesNotMatch(html, /<script|(?:src|href)="http/);
  });

  it('leaves nothing behind when Ctrl-C ends it', async () => {
    const place = join(folder, 'temporary');
    mkdirSync(place);
    const { child, ended } = start(['study', '--quick', '--model', DEMO.network], home, { TMPDIR: place });
    await until(
      'it is at work',
      () => processesNaming(place).some(({ command }) => /study-process/.test(command)),
      60_000,
    );
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    assert.deepEqual([code, stdout], [130, '']);
    assert.deepEqual(
      readdirSync(place).filter((name) => name.startsWith('framefleet-study-')),
      [],
    );
  });

  it('refuses what does not belong together', async () => {
    for (const args of [
      ['--latency-ms', '5'],
      ['--scaling', '--device', 'gpu'],
    ]) {
      const { code, stderr } = await framefleet(['study', ...args], home);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /with(out)? `--scaling`/);
    }
  });
});
