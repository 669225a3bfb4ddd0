import { readAskedZones } from '../../results/analysis/zones/asked-zones.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { CrossingRow, TracksReader, VisitRow } from '../../shared/tracks.ts';
import type { LineCrossings, PlaceFacts, ZoneVisits } from './report-facts.ts';

/** The filters that questions about objects take. */
const OF_OBJECTS = ['run', 'video', 'label', 'from', 'to'];
/** Those that visits take as well. */
const OF_VISITS = [...OF_OBJECTS, 'zone', 'anchor'];
/** Those that say what zones are, and when a day begins. */
const NEUTRAL = [...OF_VISITS, 'zones', 'tz'];

/**
 * Asks which objects stayed in zones and went over lines.
 *
 * @param zones - text of a `zones.yaml`
 * @throws {QueryError} as `TracksReader` does
 */
export async function gatherPlaces(
  tracks: TracksReader,
  filter: RawFilter,
  zones: string,
  signal: AbortSignal,
): Promise<PlaceFacts> {
  const videos = Object.values(readAskedZones(zones).videos);
  const hasZones = filter.zone !== undefined || videos.some((video) => Object.keys(video.zones).length > 0);
  const hasLines = videos.some(({ lines }) => Object.keys(lines).length > 0);
  return {
    visits: hasZones ? await summedVisits(await tracks.visits({ ...visitFilterOf(filter), zones }), signal) : [],
    crossings: hasLines
      ? await summedCrossings(await tracks.crossings({ ...objectFilterOf(filter), zones }), signal)
      : [],
  };
}

/** What of a filter can be asked of objects. */
export function objectFilterOf(filter: RawFilter): RawFilter {
  return chosen(filter, OF_OBJECTS);
}

/** What of it can be asked of visits. */
export function visitFilterOf(filter: RawFilter): RawFilter {
  return chosen(filter, OF_VISITS);
}

function chosen(filter: RawFilter, names: readonly string[]): RawFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => names.includes(name)));
}

/** Filters that cannot. */
export function filtersOfDetectionsOnly(filter: RawFilter): string[] {
  return Object.keys(filter).filter((name) => !NEUTRAL.includes(name));
}

/** Sums of visits by run, zone and label. @param batches - one at a time is held */
export async function summedVisits(
  batches: AsyncIterable<readonly VisitRow[]>,
  signal: AbortSignal,
): Promise<ZoneVisits[]> {
  const sums = new Map<string, { first: VisitRow; visits: number; objects: Set<number>; sum: number; most: number }>();
  for await (const row of rowsOf(batches, signal)) {
    const key = JSON.stringify([row.runId, row.zone, row.label]);
    const one = sums.get(key) ?? { first: row, visits: 0, objects: new Set(), sum: 0, most: 0 };
    one.visits++;
    one.objects.add(row.trackId);
    one.sum += row.seconds;
    one.most = Math.max(one.most, row.seconds);
    sums.set(key, one);
  }
  return [...sums.values()].map(({ first: { runId, zone, label }, visits, objects, sum, most }) => ({
    ...{ runId, zone, label, visits, objects: objects.size },
    ...{ meanSeconds: sum / visits, longestSeconds: most },
  }));
}

/** Sums of crossings by run, line and label. @param batches - one at a time is held */
export async function summedCrossings(
  batches: AsyncIterable<readonly CrossingRow[]>,
  signal: AbortSignal,
): Promise<LineCrossings[]> {
  const sums = new Map<string, { -readonly [Key in keyof LineCrossings]: LineCrossings[Key] }>();
  for await (const { runId, line, label, direction } of rowsOf(batches, signal)) {
    const key = JSON.stringify([runId, line, label]);
    const one = sums.get(key) ?? { runId, line, label, in: 0, out: 0 };
    one[direction]++;
    sums.set(key, one);
  }
  return [...sums.values()];
}

async function* rowsOf<Row>(batches: AsyncIterable<readonly Row[]>, signal: AbortSignal): AsyncGenerator<Row> {
  for await (const batch of batches) {
    signal.throwIfAborted();
    yield* batch;
  }
}
