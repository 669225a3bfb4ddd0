import { parseAskedZones } from '../../results/query/filter/zone.ts';
import type { RawFilter } from '../../shared/questions.ts';
import { optionalFlag } from './flag.ts';
import { path } from './values.ts';

/** Zones and lines by name: what they are called in the filters is in this file. */
export const zonesFlag = optionalFlag('<file>', 'zones and lines by name (docs/tracks.md)', path('a zones.yaml'), {
  otherwise: 'zones.yaml in the home folder',
});

/**
 * The filter with the zones that it names, of the file that is given or of the home folder's. The file is read only where some are named.
 *
 * @throws {ConfigError} `CONFIG_INVALID` naming line and key of what is wrong in it
 */
export async function withNamedZones(
  filter: RawFilter,
  { home, zones }: { readonly home: string; readonly zones: string | null },
): Promise<RawFilter> {
  const asked = parseAskedZones(filter.zone ?? '') ?? [];
  if (!asked.some(({ corners }) => corners === undefined)) return filter;
  const { readZones } = await import('../../app/tracks/read-zones.ts');
  const text = await readZones(home, zones);
  return text === null ? filter : { ...filter, zones: text };
}
