import { resolve } from 'node:path';

/**
 * What a zones file calls zones or lines, with the videos in which they are.
 *
 * @param path - `null`: `zones.yaml` in the home folder
 * @returns none where there is no such file, or one that has a fault
 */
export async function zoneNames(
  home: string,
  path: string | null,
  kind: 'zone' | 'line',
): Promise<(readonly [name: string, videos: string])[]> {
  const [{ readZones }, { parseZonesFile }] = await Promise.all([
    import('../../app/tracks/read-zones.ts'),
    import('../../results/analysis/zones/zones-file.ts'),
  ]);
  const text = await readZones(home, path === null ? null : resolve(path)).catch(() => null);
  if (text === null) return [];
  const videos = new Map<string, string[]>();
  for (const [pattern, { zones, lines }] of Object.entries(parseZonesFile(text).videos)) {
    for (const name of Object.keys(kind === 'zone' ? zones : lines)) {
      videos.set(name, [...(videos.get(name) ?? []), pattern]);
    }
  }
  return [...videos].map(([name, patterns]) => [name, patterns.join(', ')]);
}
