import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ModelError } from '../../shared/errors.ts';
import { type ModelManifest, modelManifestSchema } from '../../shared/model-manifest.ts';
import { isTooLarge, LARGEST_INPUT } from '../../shared/network-size.ts';
import { MANIFEST_FILE } from '../files/stored-model.ts';
import { MANIFEST_KEY } from '../onnx/manifest-key.ts';
import { checkOnnxShapes } from './check-onnx-shapes.ts';
import { readOnnxFile } from './read-onnx-file.ts';
import { zooManifest } from './zoo-manifest.ts';

/**
 * The manifest of an ONNX file: from a `model.json` beside it that names it, from the file itself, or by its shape.
 *
 * Its `modelSha256` is the file's, or that of file and `model.json` together.
 *
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_SHAPE_MISMATCH`
 */
export async function onnxManifest(path: string): Promise<ModelManifest> {
  const onnx = await readOnnxFile(path);
  const reference = { modelId: basename(path, '.onnx'), modelSha256: onnx.sha256 };
  const beside = await manifestBeside(path);
  const carried = onnx.metadata.get(MANIFEST_KEY);
  if (!beside && carried === undefined) return ofSize(path, await zooManifest(path, onnx, reference));
  const stated = beside?.manifest ?? parsedManifest(carried!, path);
  const modelSha256 = beside
    ? createHash('sha256').update(onnx.sha256).update(beside.text).digest('hex')
    : reference.modelSha256;
  const manifest = ofSize(path, { ...stated, modelSha256, graph: 'model.onnx' });
  checkOnnxShapes(path, onnx, manifest);
  return manifest;
}

/** @throws {ModelError} `MODEL_INVALID` for an input that is too large */
function ofSize(path: string, manifest: ModelManifest): ModelManifest {
  const { width, height } = manifest.input;
  if (!isTooLarge({ width, height })) return manifest;
  throw new ModelError(
    'MODEL_INVALID',
    `Expected the input of \`${path}\` to be ${LARGEST_INPUT}, got \`${width}x${height}\`.`,
  );
}

async function manifestBeside(path: string): Promise<{ text: string; manifest: ModelManifest } | null> {
  const file = join(dirname(path), MANIFEST_FILE);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  // Other tools call their files model.json as well.
  if (!text.includes('"formatVersion"')) return null;
  const manifest = parsedManifest(text, file);
  return manifest.graph === basename(path) ? { text, manifest } : null;
}

function parsedManifest(text: string, file: string): ModelManifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw notManifest(file);
  }
  const parsed = modelManifestSchema.safeParse(json);
  if (!parsed.success) throw notManifest(file);
  return parsed.data;
}

function notManifest(file: string): ModelError {
  return new ModelError('MODEL_INVALID', `Expected \`${file}\` to hold a model's manifest, got something else.`);
}
