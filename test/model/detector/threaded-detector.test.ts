import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DetectorSource } from '../../../model/detector/detector-messages.ts';
import { hasHungThread, ThreadedDetector } from '../../../model/detector/threaded-detector.ts';
import { importModel } from '../../../model/store/import-model.ts';
import { ReleasedError } from '../../../shared/errors.ts';
import type { ModelManifest } from '../../../shared/model-manifest.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { smallModel } from '../small-model.ts';

describe('a detector on a thread of its own', () => {
  const folder = temporaryFolder();

  it('gives boxes in the pixels of each frame, whatever its size', async () => {
    const home = join(folder(), 'home');
    const { manifest, folder: place } = await importModel(home, 'small', await smallModel(folder()));
    const detector = await ThreadedDetector.load({
      model: { manifest, folder: place },
      home,
      session: { threads: 1, allowSpinning: false },
    });
    try {
      const { width, height } = manifest.input;
      const frameBytes = width * height * 3;
      const pixels = new Uint8Array(2 * frameBytes);
      for (let i = 0; i < frameBytes; i++) pixels[i] = pixels[i + frameBytes] = (i * 7919) % 256;
      const sources = [
        { width: 100, height: 50 },
        { width: 300, height: 400 },
      ];
      const options = { confidence: 0, iou: 0.45, classes: [], sources, resize: 'stretch' as const };
      const { frames } = await detector.detect({ width, height, count: 2, pixels }, options);
      const [small, large] = frames.map((found) => found.map(({ box }) => box));
      assert.ok(small!.length > 0);
      for (const [index, [x1, y1, x2, y2]] of small!.entries()) {
        const scaled = [x1 * 3, y1 * 8, x2 * 3, y2 * 8];
        const apart = large![index]!.map((edge, i) => Math.abs(edge - scaled[i]!));
        assert.ok(Math.max(...apart) < 1e-3, `${large![index]} is not ${scaled}`);
      }
    } finally {
      await detector.close();
    }
  });

  for (const [what, bias] of [
    ['wider than any frame', 40],
    ['beyond all numbers', 800],
  ] as const) {
    it(`fails a frame in which all boxes are ${what}, which must not count as empty`, async () => {
      const home = join(folder(), 'home');
      const sources = await smallModel(folder());
      const weights = await readFile(sources.weights);
      // The second convolution's biases come behind the first's 4 · 4 + 4 · 27 floats; the third of each anchor's seven is its width.
      for (const field of [2, 9]) weights.writeFloatLE(bias, 20 + 4 * (4 * 4 + 4 * 27 + field));
      await writeFile(sources.weights, weights);
      const { manifest, folder: place } = await importModel(home, 'small', sources);
      const detector = await ThreadedDetector.load({
        model: { manifest, folder: place },
        home,
        session: { threads: 1, allowSpinning: false },
      });
      try {
        const { width, height } = manifest.input;
        const frames = { width, height, count: 1, pixels: new Uint8Array(3 * width * height) };
        const frame = { width: 640, height: 480 };
        const options = { confidence: 0.01, iou: 0.45, classes: [], sources: [frame], resize: 'stretch' as const };
        await assert.rejects(detector.detect(frames, options), {
          code: 'INFERENCE_FAILED',
          message: /boxes within 16 times the frame, got 8 that are not/,
        });
      } finally {
        await detector.close();
      }
    });
  }

  describe('that fails', () => {
    const thread = (name: string) => new Worker(new URL(`./threads/${name}.js`, import.meta.url));
    const source = (): DetectorSource => ({
      model: { manifest: { graph: 'model.onnx', input: { width: 64, height: 64 } } as ModelManifest, folder: folder() },
      ...{ home: folder(), session: { threads: 1, allowSpinning: false } },
    });
    const patience = { frameDeadlineMs: 200 };
    const frames = (count: number) => ({ width: 64, height: 64, count, pixels: new Uint8Array(count * 3 * 64 * 64) });
    const options = {
      confidence: 0,
      iou: 0.45,
      classes: [],
      sources: [{ width: 64, height: 64 }],
      resize: 'stretch',
    } as const;

    it('is not waited for when it ends before it has loaded', async () => {
      await assert.rejects(ThreadedDetector.load(source(), thread('leaving')), {
        code: 'MODEL_INVALID',
        message: /its thread ended with 3/,
      });
    });

    it('is not waited for when it does not load in time, and its thread is ended', async () => {
      const silent = thread('idle');
      const ended = once(silent, 'exit');
      await assert.rejects(ThreadedDetector.load(source(), silent, { loadDeadlineMs: 200 }), {
        code: 'MODEL_INVALID',
        message: /no answer within 0.2 s/,
      });
      await ended;
    });

    it('is given up when it gives no answer in time; what waits behind has not been started, and goes back', async () => {
      const detector = await ThreadedDetector.load(source(), thread('silent'), patience);
      const [begun, waiting] = [detector.detect(frames(1), options), detector.detect(frames(1), options)];
      await assert.rejects(begun, { code: 'INFERENCE_FAILED', message: /no answer within 0.2 s/ });
      await assert.rejects(waiting, (error) => error instanceof ReleasedError && /no answer/.test(error.message));
      assert.equal(detector.isAlive, false);
      await detector.close();
    });

    it('says so when its thread hangs in native code, and cannot be ended', async () => {
      const pipe = join(folder(), 'pipe');
      execFileSync('mkfifo', [pipe]);
      const hanging = new Worker(new URL('./threads/hanging.js', import.meta.url), { workerData: pipe });
      const ended = once(hanging, 'exit');
      const stuck = new AbortController();
      const whenStuck = once(stuck.signal, 'abort');
      const limits = { ...patience, endDeadlineMs: 100, onStuck: () => stuck.abort() };
      const detector = await ThreadedDetector.load(source(), hanging, limits);
      await assert.rejects(detector.detect(frames(1), options), /no answer within 0.2 s/);
      await whenStuck;
      assert.equal(hasHungThread(), true);
      await detector.close();
      closeSync(openSync(pipe, 'w'));
      await ended;
      assert.equal(hasHungThread(), false);
    });

    it('takes its time where there are many frames', async () => {
      const detector = await ThreadedDetector.load(source(), thread('silent'), patience);
      const started = performance.now();
      await assert.rejects(detector.detect(frames(4), options), /no answer within 0.8 s/);
      assert.ok(performance.now() - started >= 790);
      await detector.close();
    });
  });
});
