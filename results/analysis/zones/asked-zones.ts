import { QueryError } from '../../../shared/errors.ts';
import { YamlFault } from './read-yaml.ts';
import { parseZonesFile, type ZonesFile } from './zones-file.ts';

/**
 * The zones that come with a question. Their text is not shown again: its lines are named.
 *
 * @param text - of a `zones.yaml`; `null`: none
 * @throws {QueryError} `QUERY_INVALID`
 */
export function readAskedZones(text: string | null): ZonesFile {
  try {
    return text === null ? { videos: {} } : parseZonesFile(text);
  } catch (cause) {
    if (!(cause instanceof YamlFault)) throw cause;
    throw new QueryError('QUERY_INVALID', `Expected \`zones\` to be a zones.yaml, got: ${cause.message}.`, { cause });
  }
}
