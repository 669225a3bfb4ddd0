import { downloadProgress } from '../cli/output/download-progress.ts';
import { OFFICIAL_MODELS, officialModel } from '../model/store/official/official-models.ts';
import { pullModel } from '../model/store/official/pull-model.ts';
import { ConfigError } from '../shared/errors.ts';

/** Fetches an official model, with its progress on stderr. */
export async function pull(name: string, home: string, from: string | null): Promise<void> {
  const official = officialModel(name);
  if (!official) {
    const names = OFFICIAL_MODELS.map((model) => model.name).join(' or ');
    throw new ConfigError('CONFIG_INVALID', `Expected \`NAME\` to be ${names}, got \`${name}\`.`);
  }
  const progress = downloadProgress(official.name);
  try {
    const { folder } = await pullModel(official, home, { from, onProgress: progress.update });
    progress.stop();
    process.stderr.write(`Imported ${name} to ${folder}.\n`);
  } finally {
    progress.stop();
  }
}
