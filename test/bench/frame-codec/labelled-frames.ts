import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import type { ThreadedDetector } from '../../../model/detector/threaded-detector.ts';
import { namesList } from '../../../model/evaluation/names-list.ts';
import { Scorer } from '../../../model/evaluation/score.ts';
import { yoloDataset } from '../../../model/evaluation/yolo-dataset.ts';
import { decodeFrame, encodeFrame } from '../../../pictures/frame-codec.ts';
import type { FrameCodec } from '../../../shared/frame-codec.ts';
import type { Size } from '../../../shared/geometry.ts';
import { sampledFrames } from './sampled-frames.ts';

/** Images of coco-val64 as they cross the queue, with what is in them. */
export async function labelledFrames(data: string, { labels, input }: ThreadedDetector['manifest']) {
  const root = join(data, 'groundtruth', 'coco-val64');
  if (!existsSync(root)) return null;
  const coco = namesList(await readFile(join(data, 'cfg', 'coco.names'), 'utf8'), 'coco.names');
  const folders = { images: join(root, 'images'), labels: join(root, 'labels') };
  const { images, sharedClassIds } = await yoloDataset(folders, labels, { file: 'coco.names', names: coco });
  const network = { width: input.width, height: input.height };
  const frames: { pixels: Uint8Array; source: Size; objects: ReturnType<(typeof images)[number]['objectsIn']> }[] = [];
  for (const { path, objectsIn } of images) {
    const { width, height } = await sharp(path).metadata();
    const source = { width, height };
    const [pixels] = await sampledFrames(path, network, 1);
    frames.push({ pixels: pixels!, source, objects: objectsIn(source) });
  }
  return { frames, network, sharedClassIds };
}

/** AP50 of a model in labelled images that were encoded. @param codec - `null`: they were not */
export async function precisionOf(
  detector: ThreadedDetector,
  { frames, network, sharedClassIds }: NonNullable<Awaited<ReturnType<typeof labelledFrames>>>,
  codec: FrameCodec | null,
): Promise<number> {
  const { labels, resize } = detector.manifest;
  const scorer = new Scorer(labels);
  const form = { ...network, channels: 3 as const };
  for (const { pixels, source, objects } of frames) {
    const encoded = codec && (await encodeFrame({ ...form, pixels }, codec));
    const seen = encoded && codec ? await decodeFrame(encoded, codec.encoding, form) : new Uint8Array(pixels);
    const asked = { confidence: 0.001, iou: 0.6, classes: [], sources: [source], resize };
    const { frames: found } = await detector.detect({ ...network, count: 1, pixels: seen }, asked);
    scorer.add(
      objects,
      found[0]!.filter(({ classId }) => sharedClassIds.has(classId)),
    );
  }
  return scorer.score().ap50;
}
