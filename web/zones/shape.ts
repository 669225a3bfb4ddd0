import type { PlacedShape, ZonesPatch } from '../../shared/zones.ts';

/** A corner or an end, in per cent of the picture. */
export type Corner = readonly [x: number, y: number];

/** A zone or a line that is being drawn. */
export interface Shape {
  readonly kind: 'zone' | 'line';
  readonly name: string;
  readonly pattern: string;
  readonly anchor: string;
  readonly corners: readonly Corner[];
}

export const ZONE_ANCHORS = ['bottom', 'center', 'any', 'all'] as const;
export const LINE_ANCHORS = ['bottom', 'center', 'all'] as const;
const LEAST_CORNERS = { zone: 3, line: 2 } as const;

/** A shape of the file, in per cent of the picture: so it fits other sizes of it, too. */
export function shapeOf(placed: PlacedShape, size: { readonly width: number; readonly height: number }): Shape {
  const { kind, name, pattern, anchor, points } = placed;
  const corners = points.map(([x, y]): Corner => [rounded((x / size.width) * 100), rounded((y / size.height) * 100)]);
  return { kind, name, pattern, anchor, corners };
}

/** Why a shape cannot be saved; `null` when it can. */
export function faultOf({ kind, name, pattern, corners }: Shape): string | null {
  if (!/^[^,\s][^,]*$/.test(name)) return 'Give it a name without commas.';
  if (pattern.trim() === '') return 'Say for which videos it is.';
  if (corners.length < LEAST_CORNERS[kind]) {
    return kind === 'zone' ? 'A zone needs at least three corners.' : 'A line needs two ends.';
  }
  if (kind === 'line' && String(corners[0]) === String(corners[1])) return 'The two ends of a line lie apart.';
  return null;
}

/** The change that saves a shape, in place of the one that it was. @param former - `null`: it is new */
export function patchOf(shape: Shape, former: Shape | null): ZonesPatch {
  const videos: Record<string, Record<string, Record<string, unknown>>> = {};
  const put = ({ pattern, kind, name }: Shape, value: unknown): void => {
    const list = kind === 'zone' ? 'zones' : 'lines';
    videos[pattern] = { ...videos[pattern], [list]: { ...videos[pattern]?.[list], [name]: value } };
  };
  if (former && (former.pattern !== shape.pattern || former.name !== shape.name)) put(former, null);
  put(shape, writtenShape(shape));
  return { videos } as ZonesPatch;
}

/** The change that takes a shape away. */
export function removalOf({ pattern, kind, name }: Shape): ZonesPatch {
  return { videos: { [pattern]: { [kind === 'zone' ? 'zones' : 'lines']: { [name]: null } } } };
}

function writtenShape({ kind, anchor, corners }: Shape): object {
  const points = corners.map(([x, y]) => [`${rounded(x)}%`, `${rounded(y)}%`]);
  return kind === 'zone' ? { points, anchor } : { from: points[0], to: points[1], anchor };
}

/** Within the picture. */
export function clamped(percent: number): number {
  return rounded(Math.min(100, Math.max(0, percent)));
}

/** Fine enough for a pixel of the widest pictures. */
export function rounded(percent: number): number {
  return Math.round(percent * 100) / 100;
}
