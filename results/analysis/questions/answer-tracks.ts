import type { CrossingRow, TrackRow, VisitRow } from '../../../shared/tracks.ts';
import { rounded } from '../../query/text/digits.ts';
import type { TrackBox } from '../tracking/track-objects.ts';
import { crossingsOf } from '../zones/crossings-of.ts';
import type { NamedLine, NamedZone } from '../zones/named.ts';
import { ZONE_RULES_VERSION } from '../zones/rules-version.ts';
import { journeysOf, type Visit, visitsOf } from '../zones/visits-of.ts';
import type { CrossingFilter, Speed, TrackFilter, VisitFilter } from './track-filters.ts';

/** An object and where it was. */
export interface PlacedObject {
  readonly runId: string;
  readonly videoId: string;
  readonly trackId: number;
  readonly label: string;
  readonly boxes: readonly TrackBox[];
}

/** The tracks of a video that a filter keeps. @param metersPerPixel - `null` where no scale is known */
export function keptTracks(
  tracks: readonly TrackRow[],
  filter: TrackFilter,
  metersPerPixel: number | null,
): TrackRow[] {
  const { minSeconds, minSpeed, direction } = filter;
  return tracks
    .map((track) => ({ ...track, metersPerSecond: metersOf(track.pixelsPerSecond, metersPerPixel) }))
    .filter((track) => track.seconds >= minSeconds)
    .filter((track) => direction === null || direction.includes(track.direction))
    .filter((track) => isAsFast(track, minSpeed));
}

/** The visits of objects of one video to zones, by object, zone and time. */
export function visitRows(
  objects: readonly PlacedObject[],
  zones: readonly NamedZone[],
  fromZones: readonly NamedZone[] | null,
  filter: VisitFilter,
): VisitRow[] {
  const hysteresis = { settleSeconds: filter.settle, marginPixels: filter.margin };
  return objects.flatMap((object) => {
    const froms = fromZones
      ?.flatMap((zone) => visitsOf(object.boxes, zone, hysteresis))
      .sort((a, b) => a.entered.ptsSeconds - b.entered.ptsSeconds);
    if (froms?.length === 0) return [];
    return zones
      .filter(({ name }) => !fromZones?.some((from) => from.name === name))
      .flatMap((zone) => {
        const visits = visitsOf(object.boxes, zone, hysteresis);
        if (froms) return journeysOf(froms, visits).map(({ from, to }) => visitRow(object, to, from));
        return visits.map((visit) => visitRow(object, visit, null));
      })
      .filter((row) => row.seconds >= filter.minSeconds)
      .filter(({ left }) => filter.from === null || left >= filter.from)
      .filter(({ entered }) => filter.to === null || entered < filter.to);
  });
}

function visitRow(object: PlacedObject, { zone, entered, left }: Visit, from: Visit | null): VisitRow {
  const { runId, videoId, trackId, label } = object;
  return {
    ...{ runId, videoId, trackId, label },
    zone,
    enteredFrameIndex: entered.frameIndex,
    leftFrameIndex: left.frameIndex,
    entered: entered.ptsSeconds,
    left: left.ptsSeconds,
    seconds: rounded(left.ptsSeconds - entered.ptsSeconds, 6),
    fromZone: from?.zone ?? null,
    leftFromZone: from?.left.ptsSeconds ?? null,
    travelSeconds: from && rounded(Math.max(0, entered.ptsSeconds - from.left.ptsSeconds), 6),
    version: ZONE_RULES_VERSION,
  };
}

/** The crossings of lines by objects of one video, by time. */
export function crossingRows(
  objects: readonly PlacedObject[],
  lines: readonly NamedLine[],
  filter: CrossingFilter,
): CrossingRow[] {
  const { from, to, direction, minSpeed } = filter;
  const hysteresis = { settleSeconds: filter.settle, marginPixels: filter.margin };
  return objects
    .flatMap(({ boxes, runId, videoId, trackId, label }) =>
      lines.flatMap((line) =>
        crossingsOf(boxes, line, hysteresis).map((crossing): CrossingRow => {
          const pixelsPerSecond = rounded(crossing.pixelsPerSecond, 2);
          return {
            ...{ runId, videoId, trackId, label },
            line: crossing.line,
            direction: crossing.direction,
            frameIndex: crossing.at.frameIndex,
            ptsSeconds: crossing.at.ptsSeconds,
            pixelsPerSecond,
            metersPerSecond: metersOf(pixelsPerSecond, line.metersPerPixel),
            version: ZONE_RULES_VERSION,
          };
        }),
      ),
    )
    .filter(({ ptsSeconds }) => (from === null || ptsSeconds >= from) && (to === null || ptsSeconds < to))
    .filter((row) => direction === null || row.direction === direction)
    .filter((row) => isAsFast(row, minSpeed))
    .sort((a, b) => a.frameIndex - b.frameIndex || a.trackId - b.trackId);
}

type Moving = Pick<TrackRow, 'pixelsPerSecond' | 'metersPerSecond'>;

/** Without a scale nothing is known to be as fast as so many metres a second. */
function isAsFast({ pixelsPerSecond, metersPerSecond }: Moving, minSpeed: Speed | null): boolean {
  if (minSpeed === null) return true;
  const speed = minSpeed.unit === 'm/s' ? metersPerSecond : pixelsPerSecond;
  return speed !== null && speed >= minSpeed.value;
}

function metersOf(pixels: number, metersPerPixel: number | null): number | null {
  return metersPerPixel === null ? null : rounded(pixels * metersPerPixel, 3);
}
