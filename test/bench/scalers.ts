// Which scaler gives the network what it was trained on, and what it costs; a row of the table in docs/scaler.md each:
//
//   node dist/test/bench/scalers.js --data FOLDER [--every 4] [--only NAME …] [--only-cost]
//
// Average precision on labelled images that go through ffmpeg as a video's frames do (each JPEG is a stream of one frame, so
// only the scaler differs), agreement with an independent program's detections in videos (share of the detections of at least
// 0.5 that the other meets at IoU 0.7 and within 0.2 of confidence), and CPU time for a frame.
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { ThreadedDetector } from '../../model/detector/threaded-detector.ts';
import { namesList } from '../../model/evaluation/names-list.ts';
import { Scorer } from '../../model/evaluation/score.ts';
import { yoloDataset } from '../../model/evaluation/yolo-dataset.ts';
import { resolveModel } from '../../model/store/resolve-model.ts';
import type { Detection } from '../../shared/detection.ts';
import type { Size } from '../../shared/geometry.ts';
import { type FlatDetection, goldenFrames, shareMet } from '../fixtures/golden.ts';
import { cpuMillisecondsOf, framesOf, SCALER_VARIANTS, type ScalerVariant } from './scaler-variants.ts';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    every: { type: 'string', default: '4' },
    'only-cost': { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
  },
});
const MODELS = ['yolo-fastest-1.1-xl', 'yolov4-tiny-voc'];
const GOLDEN_VIDEOS = [
  { video: 'people', model: 'yolo-fastest-1.1-xl', size: { width: 800, height: 450 } },
  { video: 'people', model: 'yolov4-tiny-voc', size: { width: 800, height: 450 } },
  { video: 'traffic', model: 'yolo-fastest-1.1-xl', size: { width: 640, height: 360 } },
];
const COST_VIDEOS = [
  { video: 'people', size: { width: 800, height: 450 }, frames: 150 },
  { video: 'mot17-04', size: { width: 1920, height: 1080 }, frames: 64 },
];
const [models, goldenVideos] = options['only-cost'] ? [[], []] : [MODELS, GOLDEN_VIDEOS];
const data = (...path: string[]) => join(options.data, ...path);

async function loadDetector(model: string, home: string): Promise<ThreadedDetector> {
  const { manifest, folder } = await resolveModel(data('models', model), home);
  return ThreadedDetector.load({ model: { manifest, folder }, home, session: { threads: 2, allowSpinning: false } });
}

async function seen(detector: ThreadedDetector, pixels: Uint8Array, source: Size, confidence: number, iou: number) {
  const { width, height } = detector.manifest.input;
  const settings = { confidence, iou, classes: [], sources: [source], resize: 'stretch' as const };
  return (await detector.detect({ width, height, count: 1, pixels }, settings)).frames[0]!;
}

async function precision(detector: ThreadedDetector, variant: ScalerVariant): Promise<string> {
  const { labels, input } = detector.manifest;
  const root = data('groundtruth', 'coco-val64');
  const names = {
    file: 'coco.names',
    names: namesList(await readFile(data('cfg', 'coco.names'), 'utf8'), 'coco.names'),
  };
  const folders = { images: join(root, 'images'), labels: join(root, 'labels') };
  const { images, sharedClassIds } = await yoloDataset(folders, labels, names);
  const scorer = new Scorer(labels);
  for (const image of images) {
    const { width, height } = await sharp(image.path).metadata();
    const source = { width, height };
    const [pixels] = await framesOf(image.path, source, input, variant, 1);
    const detections = await seen(detector, pixels!, source, 0.001, 0.6);
    const scored = detections.filter(({ classId }) => sharedClassIds.has(classId));
    scorer.add(image.objectsIn(source), scored);
  }
  const { ap, ap50 } = scorer.score();
  return `${(100 * ap).toFixed(2)} / ${(100 * ap50).toFixed(2)}`;
}

async function agreement(detector: ThreadedDetector, variant: ScalerVariant, video: string, source: Size) {
  const every = Number(options.every);
  const frames = await framesOf(data('videos', `${video}.mp4`), source, detector.manifest.input, variant, every);
  const found = new Map<number, FlatDetection[]>();
  for (const [index, pixels] of frames.entries()) {
    found.set(index * every, (await seen(detector, pixels, source, 0.25, 0.45)).map(flat));
  }
  const path = data('golden', `video-${video}-${detector.manifest.modelId}.json`);
  const golden = new Map([...goldenFrames(path)].filter(([frameIndex]) => found.has(frameIndex)));
  const shares = [shareMet(golden, found), shareMet(found, golden)];
  return shares.map((share) => (100 * share).toFixed(1)).join(' / ');
}

function flat({ classId, confidence, box: [x1, y1, x2, y2] }: Detection): FlatDetection {
  return { classId, confidence, x1, y1, x2, y2 };
}

const home = mkdtempSync(join(tmpdir(), 'framefleet-scalers-'));
const detectors = new Map<string, ThreadedDetector>();
try {
  for (const model of models) detectors.set(model, await loadDetector(model, home));
  const head = [
    'scaler',
    ...models.map((model) => `AP / AP50 ${model}`),
    ...goldenVideos.map(({ video, model }) => `agreement ${video} ${model}`),
    ...COST_VIDEOS.map(({ video, size }) => `CPU ms ${video} ${size.width}×${size.height}`),
  ];
  process.stdout.write(`| ${head.join(' | ')} |\n| ${head.map(() => '---').join(' | ')} |\n`);
  for (const variant of SCALER_VARIANTS.filter(({ name }) => options.only?.includes(name) ?? true)) {
    const cells = [variant.name];
    for (const model of models) cells.push(await precision(detectors.get(model)!, variant));
    for (const { video, model, size } of goldenVideos) {
      cells.push(await agreement(detectors.get(model)!, variant, video, size));
    }
    for (const { video, size, frames } of COST_VIDEOS) {
      const path = data('videos', `${video}.mp4`);
      cells.push((await cpuMillisecondsOf(path, size, { width: 416, height: 416 }, variant, frames)).toFixed(2));
    }
    process.stdout.write(`| ${cells.join(' | ')} |\n`);
  }
} finally {
  for (const detector of detectors.values()) await detector.close();
  rmSync(home, { recursive: true });
}
