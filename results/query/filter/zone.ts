type Point = readonly [x: number, y: number];

/** A part of the picture, origin top left: in source pixels, or in per cent of the source's width and height. */
export interface Zone {
  /** As answers call it: its name, or its text. */
  readonly name: string;
  readonly unit: 'pixels' | 'percent';
  /** Corners in order, three or more; a rectangle has four. */
  readonly corners: readonly Point[];
}

/** The part of a box that has to lie in a zone: the middle of its lower edge, its centre, some of it, or all. */
export const ANCHORS = ['bottom', 'center', 'any', 'all'] as const;
export type Anchor = (typeof ANCHORS)[number];

/**
 * Reads zones that are separated by semicolons, each a rectangle `x1,y1,x2,y2` or a polygon `x,y x,y x,y …`, in source pixels or
 * in per cent (`10%,20%,60%,80%`, or one `%` at the end for all), with a name before it where it has one: `gate=0,50,100,100%`.
 *
 * @returns `null` for anything else, also for a zone without an inside
 */
export function parseZones(text: string): readonly Zone[] | null {
  const zones = text.split(';').map(parseZone);
  return zones.every((zone) => zone !== null) ? zones : null;
}

function parseZone(text: string): Zone | null {
  const [, name, shape] = /^\s*(?:([^=;]*[^=;\s])\s*=)?([^=;]*)$/.exec(text) ?? [];
  if (shape === undefined) return null;
  const points = shape
    .trim()
    .replaceAll(/\s*,\s*/g, ',')
    .split(/\s+/);
  const marks = shape.replaceAll(/[^%]/g, '').length;
  const numbers = points.map((point) => numbersOf(point));
  if (numbers.some((point) => point === null)) return null;
  const flat = numbers.flatMap((point) => point!);
  const isPercent = marks === flat.length || (marks === 1 && shape.trimEnd().endsWith('%'));
  if (marks > 0 && !isPercent) return null;
  if (isPercent && flat.some((number) => number < 0 || number > 100)) return null;
  const corners = cornersOf(numbers as number[][]);
  if (corners === null) return null;
  return { name: name ?? text.trim(), unit: isPercent ? 'percent' : 'pixels', corners };
}

function numbersOf(text: string): number[] | null {
  const parts = text.split(',').map((part) => /^(-?\d+(?:\.\d+)?)%?$/.exec(part)?.[1]);
  return parts.every((part) => part !== undefined) ? parts.map(Number) : null;
}

function cornersOf(points: readonly number[][]): Point[] | null {
  if (points.length === 1 && points[0]!.length === 4) {
    const [x1, y1, x2, y2] = points[0] as [number, number, number, number];
    if (!(x1 < x2 && y1 < y2)) return null;
    return [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ];
  }
  if (points.length < 3 || points.some((point) => point.length !== 2)) return null;
  const corners = points as unknown as Point[];
  return areaOf(corners) === 0 ? null : corners;
}

/** Twice the signed area is enough to know whether there is one. */
function areaOf(corners: readonly Point[]): number {
  return corners.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = corners[(index + 1) % corners.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
}
