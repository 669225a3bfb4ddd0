import type { Size } from '../../../shared/geometry.ts';
import type { PlacedShape } from '../../../shared/zones.ts';
import type { NamedLine, NamedZone } from './named.ts';
import type { Point } from './plane.ts';
import type { Coordinate, ZonesFile } from './zones-file.ts';

/** Which video; patterns are held against each of its names. */
export interface ZonedVideo extends Size {
  /** Its id, its address, its file name. */
  readonly names: readonly string[];
}

/** What a zones file says of one video, in its pixels. */
export interface VideoZones {
  readonly metersPerPixel: number | null;
  readonly zones: readonly NamedZone[];
  readonly lines: readonly NamedLine[];
}

/** All patterns that fit count; of two that name the same, and of two scales, the first. */
export function zonesOfVideo({ videos }: ZonesFile, video: ZonedVideo): VideoZones {
  const fitting = Object.entries(videos).flatMap(([pattern, one]) => (fits(pattern, video.names) ? [one] : []));
  const metersPerPixel = fitting.find((one) => one.metersPerPixel !== null)?.metersPerPixel ?? null;
  const inPixels = ([x, y]: readonly [Coordinate, Coordinate]): Point => [
    pixelsOf(x, video.width),
    pixelsOf(y, video.height),
  ];
  const zones = firstOfEachName(fitting.map((one) => one.zones));
  const lines = firstOfEachName(fitting.map((one) => one.lines));
  return {
    metersPerPixel,
    zones: zones.map(([name, { points, anchor }]) => ({ name, anchor, polygon: points.map(inPixels) })),
    lines: lines.map(([name, { from, to, anchor, metersPerPixel: own }]) => ({
      name,
      anchor,
      segment: [inPixels(from), inPixels(to)] as const,
      metersPerPixel: own ?? metersPerPixel,
    })),
  };
}

/** The same as one list, each with the pattern that it stands under. */
export function placedShapes({ videos }: ZonesFile, video: ZonedVideo): PlacedShape[] {
  const all = zonesOfVideo({ videos }, video);
  const fitting = Object.entries(videos).filter(([pattern]) => fits(pattern, video.names));
  const patternOf = (kind: 'zones' | 'lines', name: string) =>
    fitting.find(([, one]) => Object.hasOwn(one[kind], name))![0];
  return [
    ...all.zones.map(({ name, anchor, polygon }): PlacedShape => {
      const metersPerPixel = all.metersPerPixel;
      return { kind: 'zone', name, pattern: patternOf('zones', name), anchor, points: pairs(polygon), metersPerPixel };
    }),
    ...all.lines.map(({ name, anchor, segment, metersPerPixel }): PlacedShape => {
      return { kind: 'line', name, pattern: patternOf('lines', name), anchor, points: pairs(segment), metersPerPixel };
    }),
  ];
}

function pairs(points: readonly Point[]): [number, number][] {
  return points.map(([x, y]) => [x, y]);
}

/** `*` stands for any letters but `/`, `**` for any, `?` for one. */
function fits(pattern: string, names: readonly string[]): boolean {
  const source = pattern.replaceAll(/\*\*|[\\^$.|+()[\]{}*?]/g, (found) => WILDCARDS[found] ?? `\\${found}`);
  const expression = new RegExp(`^${source}$`);
  return names.some((name) => expression.test(name));
}

const WILDCARDS: Readonly<Record<string, string>> = { '*': '[^/]*', '**': '.*', '?': '[^/]' };

function firstOfEachName<T>(parts: readonly Readonly<Record<string, T>>[]): [string, T][] {
  return Object.entries(Object.assign({}, ...parts.toReversed()) as Record<string, T>);
}

function pixelsOf({ value, unit }: Coordinate, side: number): number {
  return unit === 'pixels' ? value : (value / 100) * side;
}
