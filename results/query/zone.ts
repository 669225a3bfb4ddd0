import type { SqlQuery } from './sql.ts';

/** A rectangle of the picture, origin top left: in source pixels, or in per cent of the source's width and height. */
export interface Zone {
  readonly unit: 'pixels' | 'percent';
  readonly edges: readonly [x1: number, y1: number, x2: number, y2: number];
}

/**
 * Reads `x1,y1,x2,y2` (source pixels) or `x1%,y1%,x2%,y2%`; `10,20,60,80%` is taken as per cent throughout.
 *
 * @returns `null` for anything else, also for a rectangle without an inside
 */
export function parseZone(text: string): Zone | null {
  const parts = text.split(',').map((part) => /^\s*(-?\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(part));
  if (parts.length !== 4) return null;
  const edges = parts.map((part) => Number(part?.[1])) as [number, number, number, number];
  const [x1, y1, x2, y2] = edges;
  if (!(x1 < x2 && y1 < y2)) return null;
  const marks = parts.map((part) => part?.[2]).join('');
  const isPercent = marks === '%%%%' || (marks === '%' && parts[3]?.[2] === '%');
  if (!isPercent) return marks === '' ? { unit: 'pixels', edges } : null;
  return edges.every((edge) => edge >= 0 && edge <= 100) ? { unit: 'percent', edges } : null;
}

/**
 * True for detections (`d`, of a video `v`) whose box has its centre in the zone, edges included; per cent are of the frame's `own`
 * size where that is not the video's.
 */
export function zoneCondition({ unit, edges }: Zone): SqlQuery {
  const [x1, y1, x2, y2] = edges;
  const inside = (toX: string, toY: string) => `(d.x1::DOUBLE + d.x2) / 2 BETWEEN $zoneX1 * ${toX} AND $zoneX2 * ${toX}
      AND (d.y1::DOUBLE + d.y2) / 2 BETWEEN $zoneY1 * ${toY} AND $zoneY2 * ${toY}`;
  return {
    sql: unit === 'pixels' ? inside('1.0', '1.0') : inside(sideOf('width'), sideOf('height')),
    values: { zoneX1: x1, zoneY1: y1, zoneX2: x2, zoneY2: y2 },
  };
}

/** A hundredth of a side of the frame that a detection lies in. */
function sideOf(side: 'width' | 'height'): string {
  return `coalesce(own.${side}, v.${side}) / 100.0`;
}
