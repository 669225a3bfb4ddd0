import { ConfigError } from '../../shared/errors.ts';

/**
 * Which classes to keep, by class id; to be called before a run starts, so that a wrong label ends it at once.
 *
 * @param wanted - labels; empty: all
 * @returns 1 for those to keep; `null` when all are
 * @throws {ConfigError} `CONFIG_INVALID` naming every label that the model does not know, and those that it knows
 */
export function classFilter(labels: readonly string[], wanted: readonly string[]): Uint8Array | null {
  if (wanted.length === 0) return null;
  const unknown = wanted.filter((label) => !labels.includes(label));
  if (unknown.length > 0) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`--classes\` to be labels of the model (${labels.join(', ')}), got \`${unknown.join(', ')}\`.`,
    );
  }
  return Uint8Array.from(labels, (label) => (wanted.includes(label) ? 1 : 0));
}
