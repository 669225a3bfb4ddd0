import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { YamlFault } from '../../results/analysis/zones/read-yaml.ts';
import { parseZonesFile } from '../../results/analysis/zones/zones-file.ts';
import { ConfigError, messageOf } from '../../shared/errors.ts';

/**
 * The text of a zones file, checked.
 *
 * @param path - `null`: `zones.yaml` in the home folder, if there is one
 * @returns `null` where there is none
 * @throws {ConfigError} `CONFIG_INVALID` naming line and key
 */
export async function readZones(home: string, path: string | null): Promise<string | null> {
  const file = path ?? join(home, 'zones.yaml');
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (path === null && cause.code === 'ENOENT') return null;
    throw new ConfigError('CONFIG_INVALID', `Expected zones in \`${file}\`, got: ${messageOf(cause)}.`, { cause });
  });
  if (text === null) return null;
  try {
    parseZonesFile(text);
  } catch (cause) {
    if (!(cause instanceof YamlFault)) throw cause;
    throw new ConfigError('CONFIG_INVALID', `${file}, ${cause.message}.`, { cause });
  }
  return text;
}
