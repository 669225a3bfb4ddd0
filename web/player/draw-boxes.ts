import { colourOf } from '../../shared/label-colour.ts';
import type { Box, ShownBoxes } from './boxes.ts';

/** How boxes are drawn over a picture. */
export interface DrawSettings {
  readonly hasLabels: boolean;
  readonly isDashed: boolean;
}

const LINE = 2;
const FONT = '12px system-ui, sans-serif';
const TEXT_HEIGHT = 16;

/**
 * Draws boxes over a picture that is shown in any size: the middle of a line lies where the stored edge does.
 *
 * @param context - of a canvas that covers the picture, scaled so that a unit is a CSS pixel
 * @param shown - width and height of the picture in CSS pixels
 */
export function drawBoxes(
  context: CanvasRenderingContext2D,
  shown: { readonly width: number; readonly height: number },
  { frame, isHeld }: ShownBoxes,
  settings: DrawSettings,
): void {
  const [scaleX, scaleY] = [shown.width / frame.width, shown.height / frame.height];
  for (const box of frame.boxes) {
    const colour = `rgb(${colourOf(box.label).join(' ')})`;
    const [left, top] = [box.x1 * scaleX, box.y1 * scaleY];
    context.setLineDash(isHeld || box.confidence === null ? [2, 4] : settings.isDashed ? [8, 4] : []);
    context.lineWidth = LINE;
    context.strokeStyle = colour;
    context.strokeRect(left, top, (box.x2 - box.x1) * scaleX, (box.y2 - box.y1) * scaleY);
    if (settings.hasLabels) drawLabel(context, box, { left, top, colour, width: shown.width });
  }
  context.setLineDash([]);
}

/** Draws the ways of objects. @param size - of the video, in whose pixels the ways are */
export function drawTrails(
  context: CanvasRenderingContext2D,
  shown: { readonly width: number; readonly height: number },
  size: { readonly width: number; readonly height: number },
  trails: ReadonlyMap<number, readonly (readonly [x: number, y: number])[]>,
): void {
  const [scaleX, scaleY] = [shown.width / size.width, shown.height / size.height];
  context.lineWidth = LINE;
  context.strokeStyle = '#fff';
  for (const trail of trails.values()) {
    context.beginPath();
    for (const [x, y] of trail) context.lineTo(x * scaleX, y * scaleY);
    context.stroke();
  }
}

function drawLabel(
  context: CanvasRenderingContext2D,
  box: Box,
  { left, top, colour, width }: { left: number; top: number; colour: string; width: number },
): void {
  const text = labelOf(box);
  context.font = FONT;
  context.textBaseline = 'middle';
  const textWidth = context.measureText(text).width + 10;
  const x = Math.max(0, Math.min(left - LINE / 2, width - textWidth));
  const y = top >= TEXT_HEIGHT ? top - TEXT_HEIGHT : top + LINE / 2;
  context.fillStyle = 'rgb(0 0 0 / 75%)';
  context.fillRect(x, y, textWidth, TEXT_HEIGHT);
  context.fillStyle = colour;
  context.fillRect(x, y, 3, TEXT_HEIGHT);
  context.fillStyle = '#fff';
  context.fillText(text, x + 6, y + TEXT_HEIGHT / 2);
}

function labelOf({ label, confidence, trackId }: Box): string {
  const name = trackId === null ? label : `${label} ${trackId}`;
  return confidence === null ? name : `${name} ${Math.round(confidence * 100)} %`;
}
