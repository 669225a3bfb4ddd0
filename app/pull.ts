import { download } from '../client/download.ts';
import type { ResolvedModel } from '../model/files/resolved-model.ts';
import { OFFICIAL_MODELS, officialModel } from '../model/store/official/official-models.ts';
import { pullModel } from '../model/store/official/pull-model.ts';
import { ConfigError } from '../shared/errors.ts';
import { onDownload } from './download-events.ts';
import type { WorkEvents } from './events.ts';

/**
 * Fetches an official model and registers it.
 *
 * @param from - a weights file fetched by other means; `null`: it is downloaded
 * @throws {ConfigError} `CONFIG_INVALID` for another name
 * @throws {ModelError} `MODEL_DOWNLOAD_FAILED`, `MODEL_WEIGHTS_MISMATCH`
 */
export async function pull(
  name: string,
  home: string,
  from: string | null,
  events: Pick<WorkEvents, 'onProgress'>,
): Promise<ResolvedModel> {
  const official = officialModel(name);
  if (!official) {
    const names = OFFICIAL_MODELS.map((model) => model.name).join(' or ');
    throw new ConfigError('CONFIG_INVALID', `Expected \`NAME\` to be ${names}, got \`${name}\`.`);
  }
  const tell = onDownload(events);
  return pullModel(official, home, { from, download, onProgress: (progress) => tell(official.name, progress) });
}
