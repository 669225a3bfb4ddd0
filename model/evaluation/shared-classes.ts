import { ConfigError } from '../../shared/errors.ts';

/** COCO's own names of the classes that darknet's coco.names spells as VOC does. */
const DARKNET_SPELLING: Readonly<Record<string, string>> = {
  airplane: 'aeroplane',
  motorcycle: 'motorbike',
  couch: 'sofa',
  tv: 'tvmonitor',
};

/**
 * Class ids of the model for the names that labels follow: equal names, capitals and spaces aside, and `airplane`,
 * `motorcycle`, `couch` and `tv` as darknet writes them.
 *
 * @param names - of the labels' list, by their class id there
 * @returns by the labels' class id; `null` where the model does not know the class
 * @throws {ConfigError} `CONFIG_INVALID` when no class is shared
 */
export function sharedClasses(names: readonly string[], labels: readonly string[], source: string): (number | null)[] {
  const known = new Map(labels.map((label, classId) => [spelling(label), classId]));
  const shared = names.map((name) => known.get(spelling(name)) ?? null);
  if (shared.some((classId) => classId !== null)) return shared;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`${source}\` to name at least one class of the model (${shortened(labels)}), got ${shortened(names)}.`,
  );
}

/** A remark on the names that the model does not know; none where it knows all. */
export function unknownNames(names: readonly string[], shared: readonly (number | null)[]): string[] {
  const unknown = names.filter((_, index) => shared[index] === null);
  return unknown.length === 0
    ? []
    : [`The model does not know ${unknown.length} classes of the labels, which are left out: ${shortened(unknown)}.`];
}

function spelling(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[\s_-]/g, '');
  return DARKNET_SPELLING[plain] ?? plain;
}

function shortened(names: readonly string[]): string {
  return names.length > 8 ? `${names.slice(0, 8).join(', ')}, …` : names.join(', ');
}
