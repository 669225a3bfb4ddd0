import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelError } from '../../shared/errors.ts';
import { type ModelManifest, modelManifestSchema } from '../../shared/model-manifest.ts';
import { checksumsOf, verifyChecksums } from './checksums.ts';
import { COMPILER_VERSION } from './compiler-version.ts';
import { checkedFile } from './paths.ts';
import type { ResolvedModel } from './resolved-model.ts';

export const MANIFEST_FILE = 'model.json';
/** File name of a graph of our own beside its manifest. */
export const GRAPH_FILE = 'model.onnx';

const storedManifestSchema = modelManifestSchema.unwrap().extend({
  /** Version of the compiler that made the graph; `null` for a graph that came as ONNX. */
  compilerVersion: z.number().int().nullable(),
  graphBytes: z.number().int().positive(),
  /** CRC-32 of the graph, by its file name; versions before this one wrote none. */
  checksums: z.record(z.string(), z.number().int().nonnegative()).default({}),
});
type StoredManifest = z.output<typeof storedManifestSchema>;

/** Writes `model.json` beside a graph that is written already. */
export async function writeManifest(folder: string, manifest: ModelManifest, isCompiled: boolean): Promise<void> {
  const { size } = await stat(join(folder, manifest.graph));
  const checksums = await checksumsOf(folder, [manifest.graph]);
  const compilerVersion = isCompiled ? COMPILER_VERSION : null;
  const stored: StoredManifest = { ...manifest, compilerVersion, graphBytes: size, checksums };
  await writeFile(join(folder, MANIFEST_FILE), `${JSON.stringify(stored, null, 2)}\n`);
}

/**
 * What a folder's `model.json` says.
 *
 * @returns `null` when there is none
 * @throws {ModelError} `MODEL_INVALID` when it is not understood
 */
export async function readManifest(folder: string): Promise<StoredManifest | null> {
  const path = join(folder, MANIFEST_FILE);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (text === null) return null;
  const parsed = storedManifestSchema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new ModelError('MODEL_INVALID', `Expected \`${path}\` to be a model's manifest, got: ${faults}.`);
}

/**
 * The model as others see it, if its graph holds what was written and was made by this version of the compiler; else `null`.
 *
 * @param home - remembers that the graph was read and found to be right
 */
export async function usableModel(home: string, folder: string, stored: StoredManifest): Promise<ResolvedModel | null> {
  const { compilerVersion, graphBytes, checksums, ...manifest } = stored;
  if (compilerVersion !== null && compilerVersion !== COMPILER_VERSION) return null;
  const graph = await stat(join(folder, manifest.graph)).catch(() => null);
  if (graph?.size !== graphBytes) return null;
  return (await verifyChecksums(folder, checksums, checkedFile(home, folder))) ? { manifest, folder } : null;
}

/**
 * What is said of a registered model whose files are not those that were imported.
 *
 * @param how - the options of `model import` that name what it was made of
 */
export function damagedModel(folder: string, name: string, how: string): ModelError {
  return new ModelError(
    'MODEL_INVALID',
    `Expected the files in \`${folder}\` to be as they were imported, got others: they are damaged. ` +
      `Import the model again: \`framefleet model import ${name} ${how}\`.`,
  );
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
