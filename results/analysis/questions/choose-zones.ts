import { QueryError } from '../../../shared/errors.ts';
import type { Anchor } from '../zones/anchor.ts';
import type { NamedLine, NamedZone } from '../zones/named.ts';
import type { Point } from '../zones/plane.ts';
import type { VideoZones, ZonedVideo } from '../zones/zones-of-video.ts';

/** `x1,y1,x2,y2`, each in pixels or per cent. */
const CORNERS = /^\s*-?\d+(\.\d+)?\s*%?\s*(,\s*-?\d+(\.\d+)?\s*%?\s*){3}$/;

/**
 * The zones of a video that are asked for.
 *
 * @param asked - names with commas between them, or two corners of a rectangle; `null`: all that the file names
 */
export function chosenZones(
  asked: string | null,
  { zones }: VideoZones,
  video: ZonedVideo,
  anchor: Anchor | null,
): NamedZone[] {
  const chosen = asked !== null && CORNERS.test(asked) ? [rectangle(asked, video)] : named(asked, zones);
  return anchor === null ? chosen : chosen.map((zone) => ({ ...zone, anchor }));
}

/** The same for lines, of which two points are two ends. */
export function chosenLines(
  asked: string | null,
  { lines, metersPerPixel }: VideoZones,
  video: ZonedVideo,
  anchor: Anchor | null,
): NamedLine[] {
  const chosen =
    asked !== null && CORNERS.test(asked) ? [lineThrough(asked, video, metersPerPixel)] : named(asked, lines);
  return anchor === null ? chosen : chosen.map((line) => ({ ...line, anchor }));
}

/**
 * What is asked for has to be there in some video.
 *
 * @param asked - as for `chosenZones`
 * @param known - names of all videos that are asked about
 * @throws {QueryError} `QUERY_INVALID`
 */
export function requireNames(what: 'zone' | 'line', asked: string | null, known: ReadonlySet<string>): void {
  if (asked !== null && CORNERS.test(asked)) return;
  const missing = asked === null ? [] : namesOf(asked).filter((name) => !known.has(name));
  if (missing.length === 0 && known.size > 0) return;
  const choice = known.size > 0 ? [...known].join(', ') : `none: name some in a zones.yaml, or give x1,y1,x2,y2`;
  throw new QueryError(
    'QUERY_INVALID',
    `Expected \`${what}\` to be a ${what} of the videos asked about (${choice}), got \`${missing.join(', ') || 'nothing'}\`.`,
  );
}

function named<T extends { readonly name: string }>(asked: string | null, known: readonly T[]): T[] {
  if (asked === null) return [...known];
  return namesOf(asked).flatMap((name) => known.find((one) => one.name === name) ?? []);
}

function namesOf(asked: string): string[] {
  return asked.split(',').map((name) => name.trim());
}

function rectangle(asked: string, video: ZonedVideo): NamedZone {
  const [[x1, y1], [x2, y2]] = pointsOf('zone', asked, video);
  return {
    name: asked,
    anchor: 'bottom',
    polygon: [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ],
  };
}

function lineThrough(asked: string, video: ZonedVideo, metersPerPixel: number | null): NamedLine {
  return { name: asked, anchor: 'bottom', segment: pointsOf('line', asked, video), metersPerPixel };
}

/** @throws {QueryError} `QUERY_INVALID` where there is nothing between the two */
function pointsOf(what: string, asked: string, { width, height }: ZonedVideo): readonly [Point, Point] {
  const cells = asked.split(',');
  // as in other filters one `%` at the end counts for all four
  const isPercent = cells.some((cell) => cell.includes('%'));
  const values = cells.map((cell) => Number.parseFloat(cell));
  const [x1, y1, x2, y2] = values.map((value, index) =>
    isPercent ? (value / 100) * (index % 2 === 0 ? width : height) : value,
  ) as [number, number, number, number];
  const isEmpty = what === 'zone' ? x1 >= x2 || y1 >= y2 : x1 === x2 && y1 === y2;
  if (!isEmpty)
    return [
      [x1, y1],
      [x2, y2],
    ];
  const expected = what === 'zone' ? 'x1 < x2 and y1 < y2' : 'two different points';
  throw new QueryError('QUERY_INVALID', `Expected \`${what}\` to have ${expected}, got \`${asked}\`.`);
}
