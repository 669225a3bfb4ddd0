import assert from 'node:assert/strict';
import { ReleasedError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import type { DetectOptions } from '../../shared/inference.ts';
import type { Detector } from '../../shared/ports.ts';

/** A detector that has just been loaded, and what it can be shown. */
export interface DetectorUnderTest {
  readonly detector: Detector;
  /** Pixels of a frame of its input's size in which it sees something at a confidence of 0.25 … */
  readonly something: Uint8Array;
  /** … of more than one label; and one in which it sees nothing. */
  readonly nothing: Uint8Array;
}

/** What every `Detector` does. */
export function describeDetector(name: string, load: () => Promise<DetectorUnderTest>): void {
  describe(`${name}, as a detector`, () => {
    let under: DetectorUnderTest;
    let detector: Detector;
    beforeEach(async () => {
      under = await load();
      detector = under.detector;
    });
    afterEach(() => detector.close());

    const source = { width: 640, height: 480 };
    const options = (sources: readonly Size[], more: Partial<DetectOptions> = {}): DetectOptions => ({
      ...{ confidence: 0.25, iou: 0.45, classes: [], sources, resize: 'stretch' },
      ...more,
    });
    /** Frames of their own memory, since a detector keeps it. */
    const frames = (...pictures: readonly Uint8Array[]) => ({
      ...{ width: detector.input.width, height: detector.input.height },
      ...{ count: pictures.length, pixels: new Uint8Array(Buffer.concat(pictures)) },
    });
    const look = (...pictures: readonly Uint8Array[]) =>
      detector.detect(frames(...pictures), options(pictures.map(() => source)));

    it('gives a list for each frame, in order, also an empty one', async () => {
      const { something, nothing } = under;
      const found = await look(nothing, something, nothing);
      assert.deepEqual(
        found.frames.map((detections) => detections.length > 0),
        [false, true, false],
      );
      assert.ok(found.inferenceMs >= 0);
      assert.equal(found.droppedBoxes, 0);
    });

    it('gives boxes in pixels of the source, above the confidence, the surest first', async () => {
      const [found] = (await look(under.something)).frames;
      const confidences = found!.map(({ confidence }) => confidence);
      assert.ok(confidences.every((confidence) => confidence > 0.25 && confidence <= 1));
      assert.deepEqual(
        confidences,
        confidences.toSorted((a, b) => b - a),
      );
      for (const { box, classId, label } of found!) {
        const [x1, y1, x2, y2] = box;
        assert.ok(x1 < x2 && y1 < y2 && x2 > 0 && y2 > 0 && x1 < source.width && y1 < source.height, `${box}`);
        assert.ok(Number.isInteger(classId) && classId >= 0 && label !== '');
      }
      const least = confidences.at(-1)!;
      const { frames: fewer } = await detector.detect(
        frames(under.something),
        options([source], { confidence: least }),
      );
      assert.deepEqual(fewer[0], found!.slice(0, confidences.indexOf(least)));
    });

    it("gives each frame's boxes in its own pixels", async () => {
      const sources = [source, { width: 1280, height: 240 }];
      const { something } = under;
      const [first, second] = (await detector.detect(frames(something, something), options(sources))).frames;
      const scaled = first!.map(({ box: [x1, y1, x2, y2] }) => [2 * x1, y1 / 2, 2 * x2, y2 / 2]);
      assert.equal(second!.length, first!.length);
      for (const [i, { box }] of second!.entries()) {
        for (const [edge, value] of box.entries()) assert.ok(Math.abs(value - scaled[i]![edge]!) < 0.01);
      }
    });

    it('keeps the labels that are asked for, and refuses one that it does not know', async () => {
      const [all] = (await look(under.something)).frames;
      const { label } = all!.at(-1)!;
      const only = (classes: string[]) => detector.detect(frames(under.something), options([source], { classes }));
      assert.deepEqual(
        (await only([label])).frames[0],
        all!.filter((one) => one.label === label),
      );
      assert.ok(all!.some((one) => one.label !== label));
      await assert.rejects(only(['no such label']), { code: 'CONFIG_INVALID' });
      assert.deepEqual((await only([])).frames[0], all, 'goes on after an error');
    });

    it('serves calls in the order in which they come', async () => {
      const done: number[] = [];
      const calls = [1, 2, 3].map((call) => look(under.nothing).then(() => done.push(call)));
      await Promise.all(calls);
      assert.deepEqual(done, [1, 2, 3]);
    });

    it('serves an urgent call before all that are not begun, urgent ones in their order', async () => {
      const done: string[] = [];
      const call = (name: string, urgency: 'ordinary' | 'urgent') =>
        detector
          .detect(frames(...Array<Uint8Array>(4).fill(under.nothing)), options(Array(4).fill(source)), urgency)
          .then(({ frames: { length } }) => done.push(`${name}: ${length}`));
      const calls = [call('first', 'ordinary'), call('second', 'ordinary'), call('third', 'ordinary')];
      await Promise.all([...calls, call('a', 'urgent'), call('b', 'urgent')]);
      const order = ['first', 'a', 'b', 'second', 'third'].map((name) => done.indexOf(`${name}: 4`));
      assert.ok(order.every((place) => place >= 0));
      const [, a, b, second, third] = order as [number, number, number, number, number];
      assert.ok(a < second && b < third && a < b && second < third, `${done}`);
    });

    it('gives calls back that are not begun, and ends the one that is', async () => {
      const [first, ...others] = [look(under.something), look(under.nothing), look(under.nothing)];
      detector.releaseQueued();
      for (const call of others) await assert.rejects(call, ReleasedError);
      assert.ok((await first).frames[0]!.length > 0);
      assert.equal((await look(under.nothing)).frames.length, 1);
    });

    it('ends what runs before it is closed, and takes nothing after that; closing it again does nothing', async () => {
      assert.equal(detector.isAlive, true);
      const running = look(under.something, under.something);
      const closed = detector.close();
      assert.equal(detector.isAlive, false);
      await assert.rejects(look(under.nothing), { code: 'INFERENCE_FAILED' });
      assert.equal((await running).frames.length, 2);
      await Promise.all([closed, detector.close()]);
      await detector.close();
      assert.equal(detector.isAlive, false);
    });
  });
}
