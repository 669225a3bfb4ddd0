import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ConfigError, ModelError, messageOf } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { checkWeightsFile, readModelFile } from '../darknet/darknet-files.ts';
import { type LayerCost, layerCosts } from '../darknet/layer-cost.ts';
import { parseNames } from '../darknet/names-file.ts';
import type { Network } from '../darknet/network.ts';
import { parseNetwork } from '../darknet/parse-network.ts';
import { readTextFile } from '../darknet/read-text-file.ts';
import { readWeights } from '../darknet/weights-file.ts';
import { weightBytesOf, weightFloatsOf } from '../darknet/weights-layout.ts';

/** Files of a model; what is `null` is not looked at. */
export interface InspectedFiles {
  readonly cfg: string;
  readonly weights: string | null;
  readonly names: string | null;
}

export interface Inspection {
  readonly cfg: string;
  readonly width: number;
  readonly height: number;
  readonly classes: number;
  readonly layers: readonly LayerCost[];
  /** Floats in the weights file. */
  readonly parameters: number;
  readonly gflop: number;
  /** Bytes that a weights file must have, by the cfg alone. */
  readonly expectedWeightBytes: number;
  /** Bytes that the given weights file has; `null` when none was given. */
  readonly weightBytes: number | null;
  /** What is wrong with the weights file, its size or what it holds; `null` when nothing is, or none was given. */
  readonly weightsFault: string | null;
  readonly labels: readonly string[] | null;
}

/**
 * What a darknet model is made of and costs, at its own size or another.
 *
 * @param size - multiples of 32
 * @throws {ConfigError} `CONFIG_INVALID` for another size
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`; weights that do not fit are reported, not thrown
 */
export async function inspectModel(files: InspectedFiles, size: Size | null): Promise<Inspection> {
  if (size && (size.width % 32 !== 0 || size.height % 32 !== 0)) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected \`size\` to be multiples of 32, got \`${size.width}x${size.height}\`.`,
    );
  }
  const network = parseNetwork(await readText(files.cfg), basename(files.cfg), size);
  const { classes } = network.yoloLayers[0]!;
  const layers = layerCosts(network);
  return {
    cfg: files.cfg,
    width: network.input.width,
    height: network.input.height,
    classes,
    layers,
    parameters: weightFloatsOf(network),
    gflop: layers.reduce((sum, { gflop }) => sum + gflop, 0),
    expectedWeightBytes: weightBytesOf(network),
    weightBytes: files.weights === null ? null : await sizeOf(files.weights),
    weightsFault: files.weights === null ? null : await checkWeights(network, files.weights).then(() => null, faultOf),
    labels: files.names === null ? null : parseNames(await readText(files.names), basename(files.names), classes),
  };
}

async function checkWeights(network: Network, path: string): Promise<void> {
  await checkWeightsFile(network, path);
  readWeights(await readModelFile(path), network, basename(path));
}

function faultOf(error: unknown): string {
  if (error instanceof ModelError && error.code === 'MODEL_WEIGHTS_MISMATCH') return error.message;
  throw error;
}

async function readText(path: string): Promise<string> {
  return (await readTextFile(path)).toString('utf8');
}

async function sizeOf(path: string): Promise<number> {
  const facts = await stat(path).catch((error: unknown) => {
    throw unreadable(path, error);
  });
  return facts.size;
}

function unreadable(path: string, error: unknown): ModelError {
  return new ModelError('MODEL_NOT_FOUND', `Expected \`${path}\` to be a readable file, got: ${messageOf(error)}.`);
}
