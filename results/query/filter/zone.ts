import type { Point, Shape } from '../../../shared/shape.ts';

/** A shape with an inside, three corners or more. */
export interface Zone extends Shape {
  /** As answers call it: its name, or its text. */
  readonly name: string;
}

/** A zone that a zones file draws. */
export interface ZoneName {
  readonly name: string;
  readonly corners?: undefined;
}

/** A zone as a question names it: drawn there, or elsewhere. */
export type AskedZone = Zone | ZoneName;

/** The part of a box that has to lie in a zone: the middle of its lower edge, its centre, some of it, or all. */
export const ANCHORS = ['bottom', 'center', 'any', 'all'] as const;
export type Anchor = (typeof ANCHORS)[number];

/**
 * Reads zones that are separated by semicolons, each a rectangle `x1,y1,x2,y2` or a polygon `x,y x,y x,y …`, in source pixels or
 * in per cent (`10%,20%,60%,80%`, or one `%` at the end for all; a 0 needs none), with a name before it where it has one: `gate=0,50,100,100%`.
 *
 * @returns `null` for anything else, also for a zone without an inside
 */
export function parseZones(text: string): readonly Zone[] | null {
  const zones = text.split(';').map(parseZone);
  return zones.every((zone) => zone !== null) ? zones : null;
}

/**
 * The same, with names of zones beside or in place of those that are drawn: `gate,porch;0,50,100,100%`. A name holds a letter.
 *
 * @returns `null` for anything else
 */
export function parseAskedZones(text: string): readonly AskedZone[] | null {
  const parts = text.split(';').map((part) => {
    const drawn = parseZone(part);
    return drawn ? [drawn] : namesIn(part);
  });
  return parts.every((part) => part !== null) ? parts.flat() : null;
}

function namesIn(text: string): ZoneName[] | null {
  const names = text.split(',').map((name) => name.trim());
  return names.every((name) => /\p{L}/u.test(name) && !name.includes('=')) ? names.map((name) => ({ name })) : null;
}

/**
 * Reads the two ends of a line, `x1,y1,x2,y2`, in pixels or per cent as those of zones.
 *
 * @returns `null` for anything else, also where both are one
 */
export function parseLine(text: string): Shape | null {
  const { unit = 'pixels', groups: [ends = [], ...others] = [] } = parseNumbers(text) ?? {};
  const [x1, y1, x2, y2] = ends as [number, number, number, number];
  if (others.length > 0 || ends.length !== 4 || (x1 === x2 && y1 === y2)) return null;
  return {
    unit,
    corners: [
      [x1, y1],
      [x2, y2],
    ],
  };
}

function parseZone(text: string): Zone | null {
  const [, name, shape] = /^\s*(?:([^=;]*[^=;\s])\s*=)?([^=;]*)$/.exec(text) ?? [];
  const numbers = shape === undefined ? null : parseNumbers(shape);
  const corners = numbers && cornersOf(numbers.groups);
  if (!numbers || !corners) return null;
  const { unit } = numbers;
  if (unit === 'percent' && corners.flat().some((number) => number < 0 || number > 100)) return null;
  return { name: name ?? text.trim(), unit, corners };
}

/** Numbers with commas between them, in groups with blanks between them. */
function parseNumbers(text: string): { readonly unit: Shape['unit']; readonly groups: number[][] } | null {
  const words = text
    .trim()
    .replaceAll(/\s*,\s*/g, ',')
    .split(/\s+/);
  const parts = words.flatMap((word) => word.split(','));
  if (!parts.every((part) => /^-?\d+(\.\d+)?%?$/.test(part))) return null;
  const marked = parts.filter((part) => part.endsWith('%'));
  const areAllMarked = parts.every((part) => part.endsWith('%') || Number(part) === 0);
  const isLastMarked = marked.length === 1 && parts.at(-1)!.endsWith('%');
  if (marked.length > 0 && !areAllMarked && !isLastMarked) return null;
  const groups = words.map((word) => word.split(',').map(Number.parseFloat));
  return { unit: marked.length > 0 ? 'percent' : 'pixels', groups };
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
