import type { BoundingBox, Detection } from '../../shared/detection.ts';
import { ModelError } from '../../shared/errors.ts';
import { placementOf, type Size } from '../../shared/geometry.ts';
import type { ModelManifest } from '../../shared/model-manifest.ts';
import type { RunSettings } from '../../shared/run.ts';
import { Candidates } from './candidates.ts';
import { classFilter } from './class-filter.ts';
import { decodeHead, type HeadTensor } from './decode-head.ts';
import type { CentreBoxes } from './iou.ts';
import { nonMaxSuppression } from './non-max-suppression.ts';

/**
 * Detections of one frame of a batch, in pixels of its source, not clipped; by descending confidence. All are numbers, no edge lies
 * further out than 16 times the source.
 *
 * @param outputs - the graph's outputs by name; borrowed for the call
 * @throws {ModelError} `MODEL_SHAPE_MISMATCH`
 */
export type Decoder = (outputs: Readonly<Record<string, HeadTensor>>, batchIndex: number, source: Size) => Detection[];

/**
 * What turns a model's outputs into detections; keeps its working memory between calls, so it serves one thread.
 *
 * @param onDropped - hears for a frame how many boxes passed the thresholds and were none (no numbers, or far beyond the source): a
 *   sound model gives none of them
 * @throws {ConfigError} `CONFIG_INVALID` for a label that the model does not know
 */
export function createDecoder(
  manifest: Pick<ModelManifest, 'input' | 'heads' | 'labels' | 'nonMaxSuppression'>,
  settings: Readonly<Pick<RunSettings, 'confidence' | 'iou' | 'resize'>> & { readonly classes: readonly string[] },
  onDropped: (count: number) => void = () => undefined,
): Decoder {
  const network = { width: manifest.input.width, height: manifest.input.height };
  const fixed = {
    network,
    confidence: settings.confidence,
    classFilter: classFilter(manifest.labels, settings.classes),
    classes: manifest.labels.length,
  };
  const candidates = new Candidates();
  return (outputs, batchIndex, source) => {
    candidates.clear();
    const decodeSettings = { ...fixed, placement: placementOf(source, network, settings.resize) };
    for (const head of manifest.heads) {
      decodeHead(head, outputOf(outputs, head.output), batchIndex, decodeSettings, candidates);
    }
    if (candidates.droppedCount > 0) onDropped(candidates.droppedCount);
    return nonMaxSuppression(candidates, manifest.nonMaxSuppression, settings.iou).map((index) => {
      const classId = candidates.classIds[index]!;
      return {
        box: sourceBox(candidates.boxes, candidates.boxOf[index]!, source),
        confidence: candidates.confidences[index]!,
        classId,
        label: manifest.labels[classId]!,
      };
    });
  };
}

function outputOf(outputs: Readonly<Record<string, HeadTensor>>, name: string): HeadTensor {
  const output = outputs[name];
  if (output) return output;
  const names = Object.keys(outputs).join(', ');
  throw new ModelError('MODEL_SHAPE_MISMATCH', `Expected the graph to have an output \`${name}\`, got \`${names}\`.`);
}

function sourceBox(boxes: CentreBoxes, index: number, source: Size): BoundingBox {
  const [cx, cy] = [boxes[4 * index]! * source.width, boxes[4 * index + 1]! * source.height];
  const halfWidth = (boxes[4 * index + 2]! * source.width) / 2;
  const halfHeight = (boxes[4 * index + 3]! * source.height) / 2;
  return [cx - halfWidth, cy - halfHeight, cx + halfWidth, cy + halfHeight];
}
