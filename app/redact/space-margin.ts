import type { Region } from '../../pictures/hide-regions.ts';

/** How much around a box is hidden too: by its own width and height, or in pixels. */
export interface SpaceMargin {
  readonly value: number;
  readonly unit: '%' | 'px';
}

/** Reads `10%`, `8px` or `8`. @returns `null` for anything else */
export function parseSpaceMargin(text: string): SpaceMargin | null {
  const [, value, unit] = /^(\d+(?:\.\d+)?)\s*(%|px)?$/.exec(text.trim()) ?? [];
  return value === undefined ? null : { value: Number(value), unit: unit === '%' ? '%' : 'px' };
}

/** As it is written. */
export function spaceMarginText({ value, unit }: SpaceMargin): string {
  return `${value}${unit}`;
}

/** A box with its margin on every side. */
export function widened({ x1, y1, x2, y2 }: Region, { value, unit }: SpaceMargin): Region {
  const [across, down] = unit === 'px' ? [value, value] : [((x2 - x1) * value) / 100, ((y2 - y1) * value) / 100];
  return { x1: x1 - across, y1: y1 - down, x2: x2 + across, y2: y2 + down };
}
