import type { ResolvedModel } from '../model/files/resolved-model.ts';
import { ConfigError } from '../shared/errors.ts';

/** The files of a model: darknet's three, or an ONNX file; `null`: not given. */
export interface ImportedFiles {
  readonly cfg: string | null;
  readonly weights: string | null;
  readonly names: string | null;
  readonly onnx: string | null;
}

/**
 * Registers a model of files under a name.
 *
 * @throws {ConfigError} `CONFIG_INVALID` where files are missing, or are too many
 * @throws {ModelError} `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH`, `MODEL_SHAPE_MISMATCH`
 */
export async function importFiles(name: string, home: string, files: ImportedFiles): Promise<ResolvedModel> {
  const { onnx, ...darknet } = files;
  if (onnx === null) {
    const { importModel } = await import('../model/store/import-model.ts');
    return importModel(home, name, allOf(darknet));
  }
  const others = Object.entries(darknet).flatMap(([field, file]) => (file === null ? [] : [`--${field}`]));
  if (others.length > 0) {
    throw new ConfigError('CONFIG_INVALID', `Expected \`--onnx\` alone, got it with \`${others.join(' ')}\`.`);
  }
  const { importOnnxFile } = await import('../model/onnx-import/cache-onnx-file.ts');
  return importOnnxFile(home, name, onnx);
}

function allOf({ cfg, weights, names }: Omit<ImportedFiles, 'onnx'>) {
  if (cfg !== null && weights !== null && names !== null) return { cfg, weights, names };
  const missing = Object.entries({ cfg, weights, names }).filter(([, file]) => file === null);
  const sentences = missing.map(([field]) => `Expected \`--${field}\` to be the path of a file, got nothing.`);
  throw new ConfigError('CONFIG_INVALID', sentences.join('\n'));
}
