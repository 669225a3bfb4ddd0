import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { parseNames } from '../../model/darknet/names-file.ts';
import { readWeights } from '../../model/darknet/weights-file.ts';
import { createDecoder } from '../../model/heads/create-decoder.ts';
import { compileNetwork } from '../../model/ir/compile-network.ts';
import { onnxChunks } from '../../model/onnx/write-onnx.ts';
import { darknetManifest } from '../../model/store/darknet-manifest.ts';
import type { Detection } from '../../shared/detection.ts';
import { runSettingsSchema } from '../../shared/run.ts';
import { testData } from '../fixtures/data.ts';
import { headsOf, networkOf } from './network-fixtures.ts';

interface GoldenBox {
  readonly classId: number;
  readonly label: string;
  readonly confidence: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

const SOURCES = {
  'yolo-fastest-1.1-xl-dog': 'images/dog.jpg',
  'yolo-fastest-1.1-xl-horses': 'images/horses.jpg',
  'yolo-fastest-1.1-xl-street': 'images/street.jpg',
  'yolov4-tiny-retail60-CAPP_testset_close_10000': 'groundtruth/retail29/images/CAPP_testset_close_10000.jpg',
  'yolov4-tiny-voc-dog': 'images/dog.jpg',
  'yolov4-tiny-voc-street': 'images/street.jpg',
};

async function detect(folder: string, pixelsPath: string, imagePath: string): Promise<Detection[]> {
  const path = (extension: string) => join(folder, `${basename(folder)}.${extension}`);
  const network = await networkOf(path('cfg'), null);
  const weights = readWeights(await readFile(path('weights')), network, 'weights');
  const labels = parseNames(await readFile(path('names'), 'utf8'), 'names', network.yoloLayers[0]!.classes);
  const graph = compileNetwork(network, weights);
  const manifest = darknetManifest(network, graph, { modelId: 'test', modelSha256: '0'.repeat(64) }, labels);
  const { data, info } = await sharp(pixelsPath).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const heads = await headsOf(Buffer.concat([...onnxChunks(graph, {})]), data, [1, info.height, info.width]);
  const source = await sharp(imagePath).metadata();
  const decode = createDecoder(manifest, runSettingsSchema.parse({}));
  const outputs = Object.fromEntries(graph.outputs.map((name, index) => [name, heads[index]!]));
  return decode(outputs, 0, { width: source.width!, height: source.height! });
}

describe('detections', () => {
  for (const [pixels, image] of Object.entries(SOURCES)) {
    it(`of ${pixels} are the golden ones, to 0.5 px and 0.001`, async function () {
      const models = await readdir(testData(this, 'models'));
      const model = models.filter((name) => pixels.startsWith(`${name}-`)).sort((a, b) => b.length - a.length)[0]!;
      const golden = JSON.parse(await readFile(testData(this, 'golden', `images-${model}.json`), 'utf8'));
      const expected: GoldenBox[] = golden.detections[basename(image)];
      const detections = await detect(
        testData(this, 'models', model),
        testData(this, 'golden', 'pixels', `${pixels}.png`),
        testData(this, ...image.split('/')),
      );
      assert.equal(detections.length, expected.length);
      const byConfidence = expected.toSorted((a, b) => b.confidence - a.confidence);
      for (const [index, { box, confidence, classId, label }] of detections.entries()) {
        const other = byConfidence[index]!;
        assert.deepEqual([classId, label], [other.classId, other.label]);
        assert.ok(Math.abs(confidence - other.confidence) <= 0.001, `${confidence} ${other.confidence}`);
        [other.x1, other.y1, other.x2, other.y2].forEach((value, side) => {
          assert.ok(Math.abs(value - box[side]!) <= 0.5, `${value} ${box[side]}`);
        });
      }
    });
  }
});
