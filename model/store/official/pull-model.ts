import { rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FramefleetError, ModelError, messageOf } from '../../../shared/errors.ts';
import type { Download, DownloadProgress } from '../../../shared/ports.ts';
import { requireWritable } from '../../files/atomic-folder.ts';
import { bundledFile } from '../../files/bundled-file.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { downloadsFolder, modelsFolder } from '../../files/paths.ts';
import type { ResolvedModel } from '../../files/resolved-model.ts';
import { importModel } from '../import-model.ts';
import type { OfficialModel } from './official-models.ts';
import { sha256OfFile } from './sha256-file.ts';

export interface PullOptions {
  /** A weights file fetched by other means; `null`: it is downloaded. */
  readonly from: string | null;
  readonly download: Download;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/**
 * Fetches an official model's weights, verifies and imports them with the definition that comes with the project.
 *
 * @throws {ModelError} `MODEL_DOWNLOAD_FAILED` with both other ways to get the model, `MODEL_NOT_FOUND` when `from` is no file,
 *   or the home takes no models, `MODEL_WEIGHTS_MISMATCH` when it has another size or sha256
 */
export async function pullModel(official: OfficialModel, home: string, options: PullOptions): Promise<ResolvedModel> {
  await requireWritable(modelsFolder(home)).catch((cause: unknown) => {
    const reason = `There is no model \`${official.name}\` yet, and none can be stored. ${messageOf(cause)}`;
    throw new ModelError('MODEL_NOT_FOUND', `${reason}\n${otherWays(official)}`, { cause });
  });
  const sources = { cfg: bundledFile(official.cfg), names: bundledFile(official.names) };
  if (options.from !== null) {
    await verifyFile(options.from, official);
    return importModel(home, official.name, { ...sources, weights: options.from });
  }
  const weights = join(downloadsFolder(home), `${official.name}.weights`);
  await makeFolder(downloadsFolder(home));
  try {
    await fetchVerified(official, weights, options);
  } catch (error) {
    if (!(error instanceof FramefleetError)) throw error;
    throw new ModelError('MODEL_DOWNLOAD_FAILED', `${error.message}\n${otherWays(official)}`, { cause: error });
  }
  const model = await importModel(home, official.name, { ...sources, weights });
  await rm(weights);
  return model;
}

/** Through `TARGET.part`, which stays for the next attempt unless its sha256 is wrong. */
async function fetchVerified(
  official: OfficialModel,
  target: string,
  { download, onProgress }: PullOptions,
): Promise<void> {
  const part = `${target}.part`;
  await download(official.url, part, onProgress);
  const found = await sha256OfFile(part);
  if (found !== official.sha256) {
    await rm(part, { force: true });
    throw new ModelError(
      'MODEL_DOWNLOAD_FAILED',
      `Expected ${official.url} to have the sha256 ${official.sha256}, got ${found}. What came was deleted.`,
    );
  }
  await rename(part, target);
}

async function verifyFile(file: string, official: OfficialModel): Promise<void> {
  const facts = await stat(file).catch(() => null);
  if (!facts?.isFile()) throw new ModelError('MODEL_NOT_FOUND', `Expected \`--from\` to be a file, got \`${file}\`.`);
  const found = await sha256OfFile(file);
  if (found === official.sha256) return;
  throw new ModelError(
    'MODEL_WEIGHTS_MISMATCH',
    `Expected \`${file}\` (${facts.size} bytes) to be ${official.name}'s official weights, sha256 ${official.sha256}, got ${found}. ` +
      'Weights of your own are registered with `framefleet model import NAME --cfg F --weights F --names F`.',
  );
}

function otherWays({ name, url }: OfficialModel): string {
  return (
    `Without a network: fetch ${url} elsewhere and run \`framefleet model pull ${name} --from FILE\`, ` +
    'or register another network with `framefleet model import NAME --cfg F --weights F --names F` and name it with `--model NAME`.'
  );
}
