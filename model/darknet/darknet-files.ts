import { createHash } from 'node:crypto';
import { open, readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ModelError, messageOf } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { parseNames } from './names-file.ts';
import type { Network } from './network.ts';
import { parseNetwork } from './parse-network.ts';
import { readTextFile } from './read-text-file.ts';
import { checkWeightsSize, START_BYTES } from './weights-size.ts';

/** Paths of what a darknet model is made of. */
export interface DarknetFiles {
  readonly cfg: string;
  readonly weights: string;
  readonly names: string;
}

export interface DarknetModel {
  readonly network: Network;
  readonly labels: readonly string[];
  /** The whole weights file. */
  readonly weights: Uint8Array;
  /** How that file is called. */
  readonly weightsFile: string;
  /** Over cfg, weights and names, one after the other. */
  readonly sha256: string;
}

/**
 * Reads and checks the three files; the big one last, when the small ones and its size are right.
 *
 * @param size - of the input, instead of the cfg's own
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH`
 */
export async function loadDarknetFiles(sources: DarknetFiles, size: Size | null = null): Promise<DarknetModel> {
  const cfg = await readTextFile(sources.cfg);
  const network = parseNetwork(cfg.toString('utf8'), basename(sources.cfg), size);
  const names = await readTextFile(sources.names);
  const labels = parseNames(names.toString('utf8'), basename(sources.names), network.yoloLayers[0]!.classes);
  await checkWeightsFile(network, sources.weights);
  const weights = await readModelFile(sources.weights);
  const sha256 = createHash('sha256').update(cfg).update(weights).update(names).digest('hex');
  return { network, labels, weights, weightsFile: basename(sources.weights), sha256 };
}

/**
 * Compares the size of a weights file with what the network asks for; reads its start only.
 *
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_WEIGHTS_MISMATCH`
 */
export async function checkWeightsFile(network: Network, path: string): Promise<void> {
  const file = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(path, error);
  });
  try {
    const start = Buffer.alloc(START_BYTES);
    const { bytesRead } = await file.read(start);
    checkWeightsSize(network, (await file.stat()).size, start.subarray(0, bytesRead), basename(path));
  } finally {
    await file.close();
  }
}

/**
 * The one cfg, weights and names file of a folder.
 *
 * @throws {ModelError} `MODEL_NOT_FOUND` when one is missing, or there are several of a kind
 */
export async function darknetFilesIn(folder: string): Promise<DarknetFiles> {
  const files = (await readdir(folder)).filter((name) => !name.startsWith('.')); // macOS writes `._x.cfg` beside x.cfg on disks of others
  const one = (extension: string) => {
    const found = files.filter((name) => name.endsWith(extension));
    if (found.length === 1 && found[0]) return join(folder, found[0]);
    throw new ModelError(
      'MODEL_NOT_FOUND',
      `Expected \`${folder}\` to hold one file ${extension}, got ${found.length === 0 ? 'none' : found.join(', ')}.`,
    );
  };
  return { cfg: one('.cfg'), weights: one('.weights'), names: one('.names') };
}

/** @throws {ModelError} `MODEL_NOT_FOUND` */
export async function readModelFile(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
}

function unreadable(path: string, error: unknown): ModelError {
  return new ModelError('MODEL_NOT_FOUND', `Expected \`${path}\` to be a readable file, got: ${messageOf(error)}.`, {
    cause: error,
  });
}
