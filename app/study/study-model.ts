import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseNetwork } from '../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../model/darknet/synthetic-weights.ts';
import { weightBytesOf } from '../../model/darknet/weights-layout.ts';
import { bundledFile } from '../../model/files/bundled-file.ts';
import { officialModel } from '../../model/store/official/official-models.ts';
import { darknetFilesOf } from '../../model/store/registered-models.ts';
import { resolveModel } from '../../model/store/resolve-model.ts';
import { ModelError } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import type { ModelReference } from '../../shared/run.ts';
import { BUNDLE } from '../demo/bundle.ts';

/** The model that the study infers with. */
export interface StudyModel {
  /** As `--model` takes it. */
  readonly reference: string;
  readonly model: ModelReference;
  /** Of the network's input. */
  readonly network: Size;
  /** Where processes find it. */
  readonly home: string;
  /** Whether its weights are made up: as fast as any, and it detects nothing. */
  readonly isSynthetic: boolean;
}

/** Seed and gain of made-up weights: activations keep their scale through the network. */
const SYNTHETIC = { seed: 7, gain: 1.2 } as const;

/**
 * A model by name or folder. An official one that is not there is not fetched: its own definition gets made-up weights.
 *
 * @param folder - gets what is made up
 * @throws {ModelError} `MODEL_NOT_FOUND`, `MODEL_INVALID`
 */
export async function studyModel(reference: string, home: string, folder: string): Promise<StudyModel> {
  const found = await resolveModel(reference, home).catch((error: unknown) => {
    if (error instanceof ModelError && error.code === 'MODEL_NOT_FOUND' && officialModel(reference)) return null;
    throw error;
  });
  if (found) return of(reference, home, false, found.manifest);
  const made = await madeUp(reference, folder);
  const ownHome = join(folder, 'home');
  return of(made, ownHome, true, (await resolveModel(made, ownHome)).manifest);
}

function of(
  reference: string,
  home: string,
  isSynthetic: boolean,
  { modelId, modelSha256, input }: ModelReference & { readonly input: Size },
): StudyModel {
  const network = { width: input.width, height: input.height };
  return { reference, model: { modelId, modelSha256 }, network, home, isSynthetic };
}

/** A folder with the files of an official model, at 416×416 as in the study. */
async function madeUp(name: string, folder: string): Promise<string> {
  const official = officialModel(name)!;
  const text = await readFile(bundledFile(official.cfg), 'utf8');
  const cfg = text.replace(/^(width|height)\s*=.*$/gm, '$1=416');
  const place = join(folder, name);
  await mkdir(place);
  await writeFile(join(place, official.cfg), cfg);
  const weights = syntheticWeights(parseNetwork(cfg, official.cfg), SYNTHETIC.seed, SYNTHETIC.gain, { isBlind: true });
  await writeFile(join(place, `${name}.weights`), weights);
  await copyFile(bundledFile(official.names), join(place, official.names));
  return place;
}

/** Bytes of a weights file: as many as its network definition asks for, and as many as it has. */
export interface WeightsLength {
  readonly name: string;
  readonly expectedBytes: number;
  /** `null` where there is no such file here. */
  readonly bytes: number | null;
}

/** Of the model at hand, the official ones and the bundled network. */
export async function weightsLengths({ reference, home, isSynthetic }: StudyModel): Promise<WeightsLength[]> {
  const files = isSynthetic ? null : await darknetFilesOf(reference, home); // those were made as long as they should be
  const bundle = await darknetFilesOf(BUNDLE.network, home);
  const known = [files, bundle].flatMap((one) => (one ? [{ cfg: one.cfg, weights: one.weights }] : []));
  const official = ['yolov4.cfg', 'yolov4-tiny.cfg'].map((cfg) => ({ cfg: bundledFile(cfg), weights: null }));
  const lengths = await Promise.all([...known, ...official].map(lengthOf));
  return lengths.filter(({ name }, index) => lengths.findIndex((other) => other.name === name) === index);
}

async function lengthOf(files: { readonly cfg: string; readonly weights: string | null }): Promise<WeightsLength> {
  const name = basename(files.cfg, '.cfg');
  const network = parseNetwork(await readFile(files.cfg, 'utf8'), name);
  const bytes = files.weights === null ? null : (await stat(files.weights)).size;
  return { name, expectedBytes: weightBytesOf(network), bytes };
}
