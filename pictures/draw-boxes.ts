import type { Size } from '../shared/geometry.ts';
import { type Colour, inkOn } from '../shared/label-colour.ts';
import { drawText, textHeight, textWidth } from './draw-text.ts';
import { fillArea } from './fill-area.ts';

/** A box to be drawn, in pixels of the picture, origin top left; it may reach beyond it. */
export interface DrawnBox {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
  /** Stands above its upper edge; empty: nothing does. */
  readonly text: string;
  readonly colour: Colour;
}

/**
 * Paints outlines and their texts in place; what lies outside of the picture is left out. The middle of an outline lies on the edge
 * of its box; it is 2 to 4 pixels wide, by the size of the picture.
 *
 * @param rgb - packed RGB, 8 bits each, rows top down
 * @param boxes - the last one is painted on top
 */
export function drawBoxes(rgb: Uint8Array, size: Size, boxes: readonly DrawnBox[]): void {
  const scale = textScaleOf(size);
  const thickness = 2 * Math.min(2, scale);
  for (const box of boxes) drawOutline(rgb, size, box, thickness);
  for (const box of boxes) if (box.text !== '') drawLabel(rgb, size, box, scale, thickness);
}

/** How many times as large as their glyphs texts are drawn. */
export function textScaleOf({ width, height }: Size): number {
  return Math.max(1, Math.round(Math.min(width, height) / 800));
}

function drawOutline(rgb: Uint8Array, size: Size, box: DrawnBox, thickness: number): void {
  const { colour } = box;
  const [x1, x2] = [box.x1, box.x2].map((x) => clamp(x, size.width)) as [number, number];
  const [y1, y2] = [box.y1, box.y2].map((y) => clamp(y, size.height)) as [number, number];
  if (!(x2 > x1 && y2 > y1)) return;
  const half = thickness / 2;
  const left = Math.round(x1) - half;
  const top = Math.round(y1) - half;
  const right = Math.round(x2) + half;
  const bottom = Math.round(y2) + half;
  fillArea(rgb, size, { left, top, right, bottom: top + thickness }, colour);
  fillArea(rgb, size, { left, top: bottom - thickness, right, bottom }, colour);
  fillArea(rgb, size, { left, top, right: left + thickness, bottom }, colour);
  fillArea(rgb, size, { left: right - thickness, top, right, bottom }, colour);
}

function drawLabel(rgb: Uint8Array, size: Size, box: DrawnBox, scale: number, thickness: number): void {
  if (!(box.x2 > 0 && box.y2 > 0 && box.x1 < size.width && box.y1 < size.height && box.x2 > box.x1)) return;
  const width = textWidth(box.text, scale) + 2 * scale;
  const height = textHeight(scale);
  const left = Math.max(0, Math.min(Math.round(box.x1) - thickness / 2, size.width - width));
  const above = Math.round(box.y1) - thickness / 2 - height;
  const top = above >= 0 ? above : Math.max(0, Math.round(box.y1) + thickness / 2);
  fillArea(rgb, size, { left, top, right: left + width, bottom: top + height }, box.colour);
  drawText(rgb, size, { left: left + scale, top }, box.text, inkOn(box.colour), scale);
}

function clamp(value: number, end: number): number {
  return Math.min(end, Math.max(0, value));
}
