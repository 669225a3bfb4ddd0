import { join } from 'node:path';
import { darknetFilesIn } from '../model/darknet/darknet-files.ts';
import { type InspectedFiles, type Inspection, inspectModel } from '../model/darknet/inspect-model.ts';
import { bundledFile } from '../model/files/bundled-file.ts';
import { isFolder } from '../model/files/make-folder.ts';
import { modelsFolder } from '../model/files/paths.ts';
import { officialModel } from '../model/store/official/official-models.ts';
import { registeredFiles, registeredNames } from '../model/store/registered-models.ts';
import { ConfigError, ModelError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';

/** What to look at: a model by name or folder, or files; files given beside a name stand for its own. */
export interface InspectOptions {
  readonly name: string | null;
  readonly home: string;
  readonly cfg: string | null;
  readonly weights: string | null;
  readonly names: string | null;
  /** `null`: the model's own. */
  readonly size: Size | null;
}

/**
 * What a model is made of and costs.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for neither or both of name and cfg
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`
 */
export async function inspect(options: InspectOptions): Promise<Inspection> {
  return inspectModel(await filesOf(options), options.size);
}

async function filesOf({ name, home, ...given }: InspectOptions): Promise<InspectedFiles> {
  if (name === null) {
    if (given.cfg === null) throw new ConfigError('CONFIG_INVALID', 'Expected a model `NAME` or `--cfg`, got neither.');
    return { cfg: given.cfg, weights: given.weights, names: given.names };
  }
  if (given.cfg !== null)
    throw new ConfigError('CONFIG_INVALID', `Expected \`--cfg\` or a name, got both (\`${name}\`).`);
  const own = await ownFiles(name, home);
  return { cfg: own.cfg, weights: given.weights ?? own.weights, names: given.names ?? own.names };
}

/** The files of a registered or official model, or of a folder. @throws {ModelError} `MODEL_NOT_FOUND` */
export async function ownFiles(name: string, home: string): Promise<InspectedFiles> {
  const names = await registeredNames(home);
  if (names.includes(name)) return registeredFiles(join(modelsFolder(home), name));
  if (await isFolder(name)) return darknetFilesIn(name);
  const official = officialModel(name);
  if (official) return { cfg: bundledFile(official.cfg), weights: null, names: bundledFile(official.names) };
  throw new ModelError(
    'MODEL_NOT_FOUND',
    `Expected a registered model (${names.join(', ') || 'there is none yet'}) or a folder, got \`${name}\`.`,
  );
}
