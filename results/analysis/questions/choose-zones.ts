import { QueryError } from '../../../shared/errors.ts';
import { cornersInPixels } from '../../../shared/shape.ts';
import { type Anchor, parseLine, parseZones } from '../../query/filter/zone.ts';
import type { NamedLine, NamedZone } from '../zones/named.ts';
import type { Segment } from '../zones/plane.ts';
import type { VideoZones, ZonedVideo } from '../zones/zones-of-video.ts';

/** What is drawn in the question itself, and how that is written. */
const DRAWN = {
  zone: { read: parseZones, expected: 'x1,y1,x2,y2 with x1 < x2 and y1 < y2, or a polygon' },
  line: { read: parseLine, expected: 'two different points, x1,y1,x2,y2' },
} as const;

/**
 * The zones of a video that are asked for.
 *
 * @param asked - names with commas between them, or zones as `parseZones` reads them; `null`: all that the file names
 */
export function chosenZones(
  asked: string | null,
  { zones }: VideoZones,
  video: ZonedVideo,
  anchor: Anchor | null,
): NamedZone[] {
  const drawn = asked === null ? null : parseZones(asked);
  const chosen: readonly NamedZone[] =
    drawn?.map((zone) => ({ name: zone.name, anchor: 'bottom', polygon: cornersInPixels(zone, video) })) ??
    named(asked, zones);
  return chosen.map((zone) => ({ ...zone, anchor: anchor ?? zone.anchor }));
}

/** The same for lines, of which one may be drawn. */
export function chosenLines(
  asked: string | null,
  { lines, metersPerPixel }: VideoZones,
  video: ZonedVideo,
  anchor: Anchor | null,
): NamedLine[] {
  const drawn = asked === null ? null : parseLine(asked);
  const chosen: readonly NamedLine[] = drawn
    ? [{ name: asked!, anchor: 'bottom', segment: cornersInPixels(drawn, video) as Segment, metersPerPixel }]
    : named(asked, lines);
  return chosen.map((line) => ({ ...line, anchor: anchor ?? line.anchor }));
}

/**
 * What is asked for by name has to be there in some video.
 *
 * @param asked - as for `chosenZones`
 * @param known - names of all videos that are asked about
 * @throws {QueryError} `QUERY_INVALID`
 */
export function requireNames(what: 'zone' | 'line', asked: string | null, known: ReadonlySet<string>): void {
  const { read, expected } = DRAWN[what];
  if (asked !== null && read(asked) !== null) return;
  const missing = asked === null ? [] : namesOf(asked).filter((name) => !known.has(name));
  if (missing.length === 0 && known.size > 0) return;
  const choice = known.size > 0 ? [...known].join(', ') : `none: name some in a zones.yaml`;
  throw new QueryError(
    'QUERY_INVALID',
    `Expected \`${what}\` to be a ${what} of the videos asked about (${choice}) or ${expected}, got \`${missing.join(',') || 'nothing'}\`.`,
  );
}

function named<T extends { readonly name: string }>(asked: string | null, known: readonly T[]): readonly T[] {
  if (asked === null) return known;
  return namesOf(asked).flatMap((name) => known.find((one) => one.name === name) ?? []);
}

function namesOf(asked: string): string[] {
  return asked.split(',').map((name) => name.trim());
}
