import { join } from 'node:path';
import { z } from 'zod';
import { parseSize } from '../cli/flags/parse-size.ts';
import { inspectionReport } from '../cli/output/inspection-report.ts';
import { modelsFolder } from '../model/files/paths.ts';
import { type InspectedFiles, inspectModel } from '../model/store/inspect-model.ts';
import { isFolder, sourcesInFolder } from '../model/store/model-sources.ts';
import { bundledFile } from '../model/store/official/bundled-file.ts';
import { officialModel } from '../model/store/official/official-models.ts';
import { registeredNames } from '../model/store/registered-model.ts';
import { registeredSources } from '../model/store/registered-sources.ts';
import { parseConfig } from '../shared/config.ts';
import { ConfigError, ModelError } from '../shared/errors.ts';

const optionsSchema = z.object({
  cfg: z.string().min(1).nullable().default(null).describe('the path of a network definition'),
  weights: z.string().min(1).nullable().default(null).describe('the path of a weights file'),
  names: z.string().min(1).nullable().default(null).describe('the path of a names file'),
  size: z.string().nullable().default(null).transform(parseSize).describe('N or WxH, multiples of 32'),
  json: z.boolean().default(false).describe('a switch'),
});

/** Writes what a model is made of and costs to stdout. */
export async function inspect(
  name: string | null,
  home: string,
  raw: Readonly<Record<string, unknown>>,
): Promise<void> {
  const options = parseConfig(optionsSchema, raw, (field) => `--${field}`);
  const files = await filesOf(name, home, options);
  const inspection = await inspectModel(files, options.size);
  process.stdout.write(options.json ? `${JSON.stringify(inspection)}\n` : inspectionReport(inspection));
  if (inspection.weightsFault !== null) throw new ModelError('MODEL_WEIGHTS_MISMATCH', inspection.weightsFault);
}

interface GivenFiles {
  readonly cfg: string | null;
  readonly weights: string | null;
  readonly names: string | null;
}

async function filesOf(name: string | null, home: string, given: GivenFiles): Promise<InspectedFiles> {
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
  if (names.includes(name)) return registeredSources(join(modelsFolder(home), name));
  if (await isFolder(name)) return sourcesInFolder(name);
  const official = officialModel(name);
  if (official) return { cfg: bundledFile(official.cfg), weights: null, names: bundledFile(official.names) };
  throw new ModelError(
    'MODEL_NOT_FOUND',
    `Expected a registered model (${names.join(', ') || 'there is none yet'}) or a folder, got \`${name}\`.`,
  );
}
