import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parseNetwork } from '../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../model/darknet/synthetic-weights.ts';
import { readWeights } from '../../model/darknet/weights-file.ts';
import { createDecoder } from '../../model/heads/create-decoder.ts';
import { MAX_SOURCES } from '../../model/heads/decode-head.ts';
import { compileNetwork } from '../../model/ir/compile-network.ts';
import { onnxChunks } from '../../model/onnx/write-onnx.ts';
import { darknetManifest } from '../../model/store/darknet-manifest.ts';
import type { Detection } from '../../shared/detection.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { DEMO_MODEL } from '../fixtures/clips.ts';
import { hasTestData, testData } from '../fixtures/data.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { headsByWinograd, headsOf, relativeDistance } from './network-fixtures.ts';
import { decodeHeads, type ReferenceBox } from './reference/decode-heads.ts';
import { evaluateCfg } from './reference/evaluate-cfg.ts';
import { readCfg } from './reference/read-cfg.ts';

/** Width and height, small, since the evaluation knows no shortcuts; and the gain at which values neither fade nor grow. */
const CASES = {
  demo: [96, 64, 0.9],
  'yolov3-tiny': [160, 96, 0.95],
  'yolov4-tiny': [160, 96, 0.95],
  'yolov4-tiny-3l': [160, 96, 0.95],
  'yolov4-tiny-custom': [96, 160, 0.95],
  yolov4: [96, 64, 0.88],
  'yolov4-custom': [64, 64, 0.88],
  'yolov4-csp': [96, 64, 0.87],
  'yolov4-csp-swish': [64, 96, 0.98],
  'yolov4x-mish': [64, 32, 0.85],
  'yolov4-p5': [64, 32, 0.82],
} as const;

const SETTINGS = runSettingsSchema.parse({ confidence: 0.2, iou: 1, classes: ['class 1'], resize: 'stretch' });

/** A network's heads, as its graph gives them, plain and by Winograd, and as the evaluation does; the latter rounded to float32. */
async function evaluated(folder: string, cfg: string, [width, height, gain]: (typeof CASES)[keyof typeof CASES]) {
  const text = await readFile(cfg, 'utf8');
  const network = parseNetwork(text, 'test.cfg', { width, height });
  const weights = syntheticWeights(network, 7, gain);
  const graph = compileNetwork(network, readWeights(weights, network, 'synthetic'));
  const frame = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * 167 + ((i * i) % 251) * 59) % 256);
  const file = Buffer.concat([...onnxChunks(graph, {})]);
  const dims = [1, height, width] as const;
  const forms = [await headsOf(file, frame, dims), await headsByWinograd(folder, file, frame, dims)];

  const planar = Float64Array.from(frame, (_, i) => {
    const [channel, position] = [Math.floor(i / (width * height)), i % (width * height)];
    return frame[3 * position + channel]! / 255;
  });
  const exact = evaluateCfg(readCfg(text), weights, { channels: 3, height, width, values: planar });
  const reference = exact.map(({ block, input }) => {
    return { block, input: { ...input, values: Float64Array.from(Float32Array.from(input.values)) } };
  });
  return { network, graph, forms, reference };
}

/** Asserts that two lists hold the same boxes, whatever their order. */
function assertSameBoxes(found: readonly Detection[], expected: readonly ReferenceBox[]): void {
  assert.equal(found.length, expected.length);
  const left = new Set(
    found.map(({ box: [x1, y1, x2, y2], confidence, classId }) => {
      return [classId, confidence, (x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1];
    }),
  );
  for (const { classId, confidence, box } of expected) {
    const numbers = [classId, confidence, ...box];
    const partner = [...left].find((one) => one.every((x, i) => Math.abs(x - numbers[i]!) <= 1e-5 * (1 + Math.abs(x))));
    assert.ok(partner, `no box like ${numbers}`);
    left.delete(partner);
  }
}

/** The definition that comes with the project, and those of darknet where there is test data. */
const names = (Object.keys(CASES) as (keyof typeof CASES)[]).filter((name) => name === 'demo' || hasTestData);

describe('every definition of the yolov4 family', () => {
  const folder = temporaryFolder();

  for (const name of names) {
    const [width, height] = CASES[name];
    it(`gives the heads and boxes of an evaluation of its own: ${name} at ${width}×${height}`, async function () {
      const cfg = name === 'demo' ? DEMO_MODEL.cfg : testData(this, 'cfg', `${name}.cfg`);
      const { network, graph, forms, reference } = await evaluated(folder(), cfg, CASES[name]);
      for (const heads of forms) {
        assert.equal(heads.length, reference.length);
        for (const [index, { input }] of reference.entries()) {
          const { data, dims } = heads[index]!;
          assert.deepEqual(dims, [1, input.channels, input.height, input.width]);
          const distance = relativeDistance(data, Float32Array.from(input.values));
          assert.ok(distance <= 2e-5, `head ${index}: ${distance}`);
        }
      }

      const labels = Array.from({ length: network.yoloLayers[0]!.classes }, (_, classId) => `class ${classId}`);
      const manifest = darknetManifest(network, graph, { modelId: name, modelSha256: '0'.repeat(64) }, labels);
      const outputs = reference.map(({ input: { channels, height: rows, width: columns, values } }, index) => {
        return [
          graph.outputs[index]!,
          { data: Float32Array.from(values), dims: [1, channels, rows, columns] },
        ] as const;
      });
      const found = createDecoder(manifest, SETTINGS)(Object.fromEntries(outputs), 0, { width: 1, height: 1 });
      const all = decodeHeads(reference, SETTINGS.confidence, { width, height });
      const isNear = (centre: number, size: number) => Math.abs(centre) + size / 2 <= MAX_SOURCES;
      const expected = all.filter(
        ({ classId, box: [cx, cy, w, h] }) => classId === 1 && isNear(cx, w) && isNear(cy, h),
      );
      assert.ok(expected.length > 10);
      assertSameBoxes(found, expected);
    });
  }
});
