import { createHash } from 'node:crypto';
import { ConfigError } from '../../shared/errors.ts';
import type { ZonesKeeper, ZonesPatch, ZonesState } from '../../shared/zones.ts';
import { patchYaml } from '../analysis/zones/patch-yaml.ts';
import { YamlFault } from '../analysis/zones/read-yaml.ts';
import { parseZonesFile } from '../analysis/zones/zones-file.ts';
import { OneByOne, readIfThere, replaceFile } from './replace-file.ts';

/** Zones in a file that people edit too: it is read whenever it is asked for, and changed only from what was seen. */
export class ZonesYaml implements ZonesKeeper {
  readonly #path: string;
  readonly #changes = new OneByOne();

  /** @param path - of the `zones.yaml`; made where it is missing */
  constructor(path: string) {
    this.#path = path;
  }

  async read(): Promise<ZonesState> {
    const text = await readIfThere(this.#path);
    this.#requireUnderstood(text);
    return { text, version: versionOf(text) };
  }

  patch(patch: ZonesPatch, seen: string): Promise<ZonesState> {
    return this.#changes.run(async () => {
      const { text: before, version } = await this.read();
      if (version !== seen) {
        throw new ConfigError(
          'EDIT_CONFLICT',
          `Expected a change of the zones as they are (version \`${version}\`), got one of version \`${seen}\`: somebody else has changed them. Read them again.`,
        );
      }
      const text = patchYaml(before, patch);
      this.#requireUnderstood(text);
      await replaceFile(this.#path, text);
      return { text, version: versionOf(text) };
    });
  }

  #requireUnderstood(text: string): void {
    try {
      if (text !== '') parseZonesFile(text);
    } catch (cause) {
      if (!(cause instanceof YamlFault)) throw cause;
      throw new ConfigError('CONFIG_INVALID', `${this.#path}, ${cause.message}.`, { cause });
    }
  }
}

function versionOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
