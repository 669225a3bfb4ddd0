import type { Placement, Size } from '../../shared/geometry.ts';
import type { YoloHead } from '../../shared/model-manifest.ts';
import type { Candidates } from './candidates.ts';
import { activated, rawBound, sizeFactor } from './head-activation.ts';
import { type HeadLayout, headLayout } from './head-layout.ts';

/** One head's raw values and where they lie. */
export interface HeadTensor {
  /** Of the whole batch; borrowed for the call. */
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export interface DecodeSettings {
  /** Network's input. */
  readonly network: Size;
  readonly placement: Placement;
  /** Objectness, and objectness × class probability, have to exceed it. */
  readonly confidence: number;
  /** By class id, 1 for those to keep; `null`: all. */
  readonly classFilter: Uint8Array | null;
  readonly classes: number;
}

/** No edge lies further from the source's origin than this many times its width or height; what does is no box. */
export const MAX_SOURCES = 16;
/** Of a probability over 1. */
const ROUNDING = 1e-6;

interface Scan {
  readonly head: YoloHead;
  readonly data: Float32Array;
  readonly layout: HeadLayout;
  readonly settings: DecodeSettings;
  readonly candidates: Candidates;
}

/**
 * Adds what one head saw in one frame of the batch: boxes relative to the source, centre form, in row-major order of cells.
 *
 * What passes the thresholds and is no number or beyond `MAX_SOURCES` is dropped and counted, before it can meet other boxes.
 * Objectness is compared before any sigmoid is taken: of an empty frame nothing but one value per anchor is touched.
 *
 * @throws {ModelError} `MODEL_SHAPE_MISMATCH`
 * @see AlexeyAB/darknet, yolo_layer.c, get_yolo_box and get_yolo_detections; image.c, correct_yolo_boxes
 */
export function decodeHead(
  head: YoloHead,
  { data, dims }: HeadTensor,
  batchIndex: number,
  settings: DecodeSettings,
  candidates: Candidates,
): void {
  const layout = headLayout(head, settings.classes, dims, data.length);
  const scan: Scan = { head, data, layout, settings, candidates };
  const bound = rawBound(settings.confidence, head.newCoords);
  const first = batchIndex * layout.frameLength + 4 * layout.fieldStride;
  for (let row = 0; row < layout.gridHeight; row++) {
    for (let column = 0; column < layout.gridWidth; column++) {
      const cell = first + (row * layout.gridWidth + column) * layout.cellStride;
      for (let anchor = 0; anchor < head.anchors.length; anchor++) {
        const at = cell + anchor * layout.anchorStride;
        const objectness = data[at]!;
        if (objectness > bound) addAnchor(scan, at - 4 * layout.fieldStride, column, row, anchor);
        else if (Number.isNaN(objectness)) candidates.droppedCount++;
      }
    }
  }
}

/** Every class that passes keeps its own confidence in the one box. */
function addAnchor(scan: Scan, start: number, column: number, row: number, anchor: number): void {
  const { data, layout, settings, candidates } = scan;
  const { newCoords } = scan.head;
  const objectness = activated(data[start + 4 * layout.fieldStride]!, newCoords);
  if (!(objectness > settings.confidence)) return;
  const bound = rawBound(settings.confidence / objectness, newCoords);
  let box = -1;
  for (let classId = 0; classId < settings.classes; classId++) {
    const raw = data[start + (5 + classId) * layout.fieldStride]!;
    if (raw <= bound || settings.classFilter?.[classId] === 0) continue;
    const confidence = objectness * activated(raw, newCoords);
    if (confidence <= settings.confidence) continue;
    if (box < 0) box = addBox(scan, start, column, row, anchor);
    if (box < 0 || !(confidence <= 1 + ROUNDING)) {
      candidates.droppedCount++;
      return;
    }
    candidates.add(box, classId, Math.min(1, confidence));
  }
}

/** @returns the box's index; −1 when it is none */
function addBox(
  { head, data, layout, settings, candidates }: Scan,
  start: number,
  column: number,
  row: number,
  anchor: number,
): number {
  const { network, placement } = settings;
  const { newCoords, scaleXY } = head;
  const [anchorWidth, anchorHeight] = head.anchors[anchor]!;
  const shift = (scaleXY - 1) / 2;
  const x = (column + activated(data[start]!, newCoords) * scaleXY - shift) / layout.gridWidth;
  const y = (row + activated(data[start + layout.fieldStride]!, newCoords) * scaleXY - shift) / layout.gridHeight;
  const cx = (x * network.width - placement.left) / placement.width;
  const cy = (y * network.height - placement.top) / placement.height;
  const width = (sizeFactor(data[start + 2 * layout.fieldStride]!, newCoords) * anchorWidth) / placement.width;
  const height = (sizeFactor(data[start + 3 * layout.fieldStride]!, newCoords) * anchorHeight) / placement.height;
  return isWithin(cx, width) && isWithin(cy, height) ? candidates.addBox(cx, cy, width, height) : -1;
}

/** Not so for what is no number. */
function isWithin(centre: number, size: number): boolean {
  return Math.abs(centre) + size / 2 <= MAX_SOURCES;
}
