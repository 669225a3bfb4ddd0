import { colourOf } from '../shared/label-colour.ts';
import type { DrawnBox } from './draw-boxes.ts';

interface FoundBox {
  readonly label: string;
  readonly confidence: number;
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Detections as they are drawn, the surest on top. @param found - the surest first, as the store gives those of a frame */
export function detectionBoxes(found: readonly FoundBox[]): DrawnBox[] {
  return found.map(detectionBox).reverse();
}

/** In the colour of its label, with how sure it is. */
function detectionBox({ label, confidence, x1, y1, x2, y2 }: FoundBox): DrawnBox {
  return { x1, y1, x2, y2, text: `${label} ${confidence.toFixed(2)}`, colour: colourOf(label) };
}
