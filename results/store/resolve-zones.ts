import type { DuckDBConnection } from '@duckdb/node-api';
import { requireNames } from '../analysis/questions/choose-zones.ts';
import { readAskedZones } from '../analysis/zones/asked-zones.ts';
import { zonesOfVideo } from '../analysis/zones/zones-of-video.ts';
import type { DetectionFilter } from '../query/filter/filters.ts';
import type { Zone } from '../query/filter/zone.ts';
import { groupBy } from '../query/group-by.ts';
import type { ResolvedZone } from '../query/match/resolved-filter.ts';
import { type NamedVideo, namedVideos } from './named-videos.ts';

/** Where zones are, and the runs of those asked about that have any of them; `null`: all. */
export interface ZonesOfRuns {
  readonly zone: readonly ResolvedZone[] | null;
  readonly runNos: readonly number[] | null;
}

type Places = Pick<DetectionFilter, 'zone' | 'zones' | 'anchor'>;

/**
 * Finds the zones that are asked for by name, video by video; runs over videos that have none of them are left out.
 *
 * @param runNos - those asked about; `null`: all
 * @throws {QueryError} `QUERY_INVALID` for a name that no video of theirs has, or a `zones` that is no zones.yaml
 */
export async function resolveZones(
  connection: DuckDBConnection,
  { zone, zones, anchor }: Places,
  runNos: readonly number[] | null,
): Promise<ZonesOfRuns> {
  const names = (zone ?? []).flatMap((one) => (one.corners === undefined ? [one.name] : []));
  const drawn = (zone ?? [])
    .filter((one): one is Zone => one.corners !== undefined)
    .map((one): ResolvedZone => ({ ...one, anchor: anchor ?? 'bottom', runNos: null }));
  if (names.length === 0) return { zone: zone && drawn, runNos };
  const file = readAskedZones(zones);
  const known = new Set<string>();
  const found: ResolvedZone[] = [];
  const videos = groupBy(await namedVideos(connection, runNos), ({ videoId }) => videoId);
  for (const [video, ...others] of videos.values()) {
    const ofVideo = [video!, ...others];
    for (const one of zonesOfVideo(file, video!).zones) {
      known.add(one.name);
      if (!names.includes(one.name)) continue;
      const shape = ofVideo.some(({ hasOwnSizes }) => hasOwnSizes)
        ? { unit: 'percent' as const, corners: one.polygon.map(([x, y]) => perCent(x, y, video!)) }
        : { unit: 'pixels' as const, corners: one.polygon };
      found.push({ name: one.name, ...shape, anchor: anchor ?? one.anchor, runNos: ofVideo.map(({ runNo }) => runNo) });
    }
  }
  requireNames('zone', names.join(','), known);
  const inOrder = names.flatMap((name) => found.filter((one) => one.name === name));
  const ofZones = [...new Set(found.flatMap((one) => one.runNos ?? []))].sort((a, b) => a - b);
  return { zone: [...drawn, ...inOrder], runNos: drawn.length > 0 ? runNos : ofZones };
}

/** Of a picture whose frames have other sizes, too: there a zone is as large a part of each. */
function perCent(x: number, y: number, { width, height }: NamedVideo): readonly [number, number] {
  return [(x * 100) / width, (y * 100) / height];
}
