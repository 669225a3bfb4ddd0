import assert from 'node:assert/strict';
import { createDecoder } from '../../../model/heads/create-decoder.ts';
import type { ModelManifest, YoloHead } from '../../../shared/model-manifest.ts';

const logit = (p: number) => Math.log(p / (1 - p));
const HEAD: YoloHead = {
  output: 'h',
  anchors: [
    [8, 4],
    [16, 16],
  ],
  scaleXY: 1.2,
  newCoords: false,
  layout: 'nchw',
};
const MODEL: Pick<ModelManifest, 'input' | 'heads' | 'labels' | 'nonMaxSuppression'> = {
  input: { name: 'i', width: 64, height: 32, type: 'uint8', maxBatch: null, sizeStep: null },
  heads: [HEAD],
  labels: ['cat', 'dog'],
  nonMaxSuppression: 'diou',
};
const SETTINGS = { confidence: 0.25, iou: 0.45, classes: [], resize: 'stretch' as const };
const SOURCE = { width: 640, height: 320 };
const GRID = { width: 4, height: 2 };

interface Cell {
  readonly batch?: number;
  readonly anchor: number;
  readonly row: number;
  readonly column: number;
  /** tx, ty, tw, th, objectness, cat, dog */
  readonly values: readonly number[];
}

/** A head of two frames in which every anchor but the given ones is silent. */
function tensor(cells: readonly Cell[], layout: YoloHead['layout'] = 'nchw', silence = -50) {
  const data = new Float32Array(2 * 14 * GRID.width * GRID.height).fill(silence);
  for (const { batch = 0, anchor, row, column, values } of cells) {
    values.forEach((value, field) => {
      const cell = row * GRID.width + column;
      const inFrame = layout === 'nchw' ? (anchor * 7 + field) * 8 + cell : cell * 14 + anchor * 7 + field;
      data[batch * 112 + inFrame] = value;
    });
  }
  const dims = layout === 'nchw' ? [2, 14, GRID.height, GRID.width] : [2, GRID.height, GRID.width, 2, 7];
  return { h: { data, dims } };
}

const SURE = 20;
const SHAPE = [logit(0.25), logit(0.75), Math.log(0.5), Math.log(0.25)];
const ONE: Cell = { anchor: 1, row: 1, column: 2, values: [...SHAPE, logit(0.8), logit(0.5), -SURE] };

function near(actual: readonly number[], expected: readonly number[], tolerance = 1e-3): void {
  assert.equal(actual.length, expected.length);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${actual} is not ${expected}`);
  });
}

describe('decoding', () => {
  // bx = (2 + 0.25·1.2 − 0.1) / 4 · 640, by = (1 + 0.75·1.2 − 0.1) / 2 · 320, bw = 0.5·16 / 64 · 640, bh = 0.25·16 / 32 · 320
  const [cx, cy, w, h] = [352, 288, 80, 40];
  const expected = [cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2];

  for (const layout of ['nchw', 'nhwa'] as const) {
    it(`places a box as darknet does (${layout})`, () => {
      const decode = createDecoder({ ...MODEL, heads: [{ ...HEAD, layout }] }, SETTINGS);
      const [detection, ...others] = decode(tensor([ONE], layout), 0, SOURCE);
      near(detection!.box, expected);
      near([detection!.confidence], [0.4], 1e-6);
      assert.deepEqual([detection!.label, detection!.classId, others], ['cat', 0, []]);
    });
  }

  it('reads the frame of the batch that is asked for', () => {
    const outputs = tensor([{ ...ONE, batch: 1 }]);
    const decode = createDecoder(MODEL, SETTINGS);
    assert.equal(decode(outputs, 0, SOURCE).length, 0);
    assert.equal(decode(outputs, 1, SOURCE).length, 1);
  });

  it('takes heads of new coordinates as activated, with squared sizes', () => {
    const decode = createDecoder({ ...MODEL, heads: [{ ...HEAD, scaleXY: 2, newCoords: true }] }, SETTINGS);
    const values = [0.25, 0.75, 0.5, 0.25, 0.8, 0.5, 0];
    const [detection] = decode(tensor([{ ...ONE, values }], 'nchw', 0), 0, SOURCE);
    // bx = (2 + 0.5 − 0.5) / 4 · 640, by = (1 + 1.5 − 0.5) / 2 · 320, bw = (2·0.5)² · 16 / 64 · 640, bh = (2·0.25)² · 16 / 32 · 320
    near(detection!.box, [240, 300, 400, 340]);
    near([detection!.confidence], [0.4], 1e-6);
  });

  it('undoes a letterbox', () => {
    const decode = createDecoder(MODEL, { ...SETTINGS, resize: 'letterbox' });
    // A square source stands in the middle 32 of 64 columns.
    const [detection] = decode(tensor([ONE]), 0, { width: 320, height: 320 });
    near(detection!.box, [(35.2 - 16 - 4) * 10, 268, (35.2 - 16 + 4) * 10, 308]);
  });

  it('keeps several classes of one box, each with its own confidence', () => {
    const values = [...ONE.values.slice(0, 4), SURE, logit(0.6), logit(0.9)];
    const detections = createDecoder(MODEL, SETTINGS)(tensor([{ ...ONE, values }]), 0, SOURCE);
    assert.deepEqual(
      detections.map(({ label }) => label),
      ['dog', 'cat'],
    );
    near(
      detections.map(({ confidence }) => confidence),
      [0.9, 0.6],
      1e-6,
    );
  });

  it('drops what does not exceed the threshold: first by objectness, then by the product', () => {
    const half = [0, 0, 0, 0, 0, SURE, -SURE];
    const outputs = tensor([{ ...ONE, values: half }]);
    const count = (confidence: number) => createDecoder(MODEL, { ...SETTINGS, confidence })(outputs, 0, SOURCE).length;
    assert.deepEqual([count(0.49), count(0.5), count(1)], [1, 0, 0]);
  });

  // A width of 32 sources around a centre within reaches 16 sources to a side; the anchor is a quarter of the network.
  const widest = Math.log(4 * 31);
  for (const [what, values, left] of [
    ['an objectness that is no number', [0, 0, 0, 0, Number.NaN, SURE, -SURE], 0],
    ['a class that is no number', [0, 0, 0, 0, SURE, Number.NaN, -SURE], 0],
    ['a centre that is no number', [Number.NaN, 0, 0, 0, SURE, SURE, -SURE], 0],
    ['a height that is no number', [0, 0, 0, Number.NaN, SURE, SURE, -SURE], 0],
    ['a width beyond all numbers', [0, 0, 800, 0, SURE, SURE, -SURE], 0],
    ['a width of infinity', [0, 0, Number.POSITIVE_INFINITY, 0, SURE, SURE, -SURE], 0],
    ['a width of 10¹⁸ pixels', [0, 0, 40, 0, SURE, SURE, -SURE], 0],
    ['a width of just over 32 sources', [0, 0, widest + 0.05, 0, SURE, SURE, -SURE], 0],
    ['a width of just under 32 sources', [0, 0, widest - 0.05, 0, SURE, SURE, -SURE], 1],
  ] as const) {
    it(`${left === 0 ? 'drops and counts' : 'keeps'} a box of ${what}, and keeps its neighbour`, () => {
      let dropped = 0;
      const decode = createDecoder(MODEL, SETTINGS, (count) => {
        dropped += count;
      });
      const neighbour = { ...ONE, column: 0, row: 0 };
      const found = decode(tensor([{ ...ONE, values }, neighbour]), 0, SOURCE);
      assert.deepEqual([found.length, dropped], [1 + left, 1 - left]);
    });
  }

  it('drops a box on every side when it lies beyond 16 sources, not only when it is large', () => {
    const decode = createDecoder({ ...MODEL, heads: [{ ...HEAD, scaleXY: 200 }] }, SETTINGS);
    for (const [x, y, left] of [
      [logit(0.49), logit(0.51), 1],
      [-SURE, 0, 0],
      [SURE, 0, 0],
      [0, -SURE, 0],
      [0, SURE, 0],
    ] as const) {
      const values = [x, y, 0, 0, SURE, SURE, -SURE];
      assert.equal(decode(tensor([{ ...ONE, values }]), 0, SOURCE).length, left, `${x}, ${y}`);
    }
  });

  it('drops confidences above 1, which heads without an activation give where one was promised', () => {
    const decode = createDecoder({ ...MODEL, heads: [{ ...HEAD, newCoords: true }] }, SETTINGS);
    const found = (objectness: number, probability: number) =>
      decode(tensor([{ ...ONE, values: [0.5, 0.5, 0.5, 0.5, objectness, probability, 0] }], 'nchw', 0), 0, SOURCE);
    assert.deepEqual([found(3, 2).length, found(1, 1)[0]?.confidence], [0, 1]);
  });

  it('stays quick when every anchor of a large network is absurd', () => {
    const decode = createDecoder(MODEL, SETTINGS);
    const outputs = tensor([], 'nchw', 50);
    for (let frame = 0; frame < 100; frame++) assert.deepEqual(decode(outputs, 0, SOURCE), []);
  });

  it('keeps only the labels that are asked for', () => {
    const values = [...ONE.values.slice(0, 4), SURE, SURE, SURE];
    const decode = createDecoder(MODEL, { ...SETTINGS, classes: ['dog'] });
    assert.deepEqual(
      decode(tensor([{ ...ONE, values }]), 0, SOURCE).map(({ label }) => label),
      ['dog'],
    );
  });

  it('refuses labels that the model does not know, and names those that it knows', () => {
    assert.throws(() => createDecoder(MODEL, { ...SETTINGS, classes: ['dog', 'cow', 'owl'] }), {
      code: 'CONFIG_INVALID',
      message: 'Expected `--classes` to be labels of the model (cat, dog), got `cow, owl`.',
    });
  });

  for (const [what, dims] of [
    ['another class count', [2, 16, 2, 4]],
    ['another rank', [2, 14, 8]],
    ['fewer values than dimensions', [3, 14, 2, 4]],
  ] as const) {
    it(`refuses a head of ${what}`, () => {
      const { h: head } = tensor([]);
      assert.throws(() => createDecoder(MODEL, SETTINGS)({ h: { ...head, dims } }, 0, SOURCE), {
        code: 'MODEL_SHAPE_MISMATCH',
        message: /`h` to be \[N, 14, height, width\], got/,
      });
    });
  }

  it('refuses outputs without the head', () => {
    assert.throws(() => createDecoder(MODEL, SETTINGS)({}, 0, SOURCE), {
      code: 'MODEL_SHAPE_MISMATCH',
      message: /`h`/,
    });
  });
});
