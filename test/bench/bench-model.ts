import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadDarknetFiles } from '../../model/darknet/darknet-files.ts';
import { parseNetwork } from '../../model/darknet/parse-network.ts';
import { syntheticWeights } from '../../model/darknet/synthetic-weights.ts';
import type { ResolvedModel } from '../../model/files/resolved-model.ts';
import { ownWeightBits } from '../../model/quantization/cpu-weight-bits.ts';
import { quantizeModel } from '../../model/quantization/quantize-model.ts';
import { usableCores } from '../../model/runtime/cpu-quota.ts';
import { noiseFrame } from '../../model/runtime/probe-frames.ts';
import { quantizedId } from '../../model/store/quantized-models.ts';
import { namedFiles } from '../../model/store/registered-models.ts';
import { resolveModel } from '../../model/store/resolve-model.ts';

/** Weights that keep a network's activations at one magnitude. */
const GAIN = 0.87;

/** What says which model a benchmark takes, for `parseArgs`. */
export const modelOptions = {
  model: { type: 'string' },
  synthetic: { type: 'string' },
  names: { type: 'string' },
  size: { type: 'string', default: '416' },
} as const;

type ModelOptions = Partial<Record<'model' | 'synthetic' | 'names', string>> & { readonly size: string };

/** The model that is named, or a folder with a network definition, its names and made-up weights. */
export async function benchModel(home: string, { model, synthetic, names, size }: ModelOptions): Promise<string> {
  if (model) return model;
  if (!(synthetic && names)) throw new Error('Expected --model, or --synthetic with --names.');
  const cfg = (await readFile(synthetic, 'utf8')).replace(/^(width|height)=\d+/gm, `$1=${size}`);
  const folder = join(home, 'synthetic');
  await mkdir(folder);
  await writeFile(join(folder, 'network.cfg'), cfg);
  await writeFile(
    join(folder, 'network.weights'),
    syntheticWeights(parseNetwork(cfg, 'network.cfg'), 7, GAIN, { isBlind: true }),
  );
  await writeFile(join(folder, 'network.names'), await readFile(names));
  return folder;
}

/** A model in a precision; int8 is calibrated on noise, which changes answers and not speed. */
export async function modelIn(home: string, model: string, precision: string): Promise<ResolvedModel> {
  const fp32 = await resolveModel(model, home);
  if (precision === 'fp32') return fp32;
  const frames = [noiseFrame(fp32.manifest.input)];
  return quantizeModel(home, {
    manifest: fp32.manifest,
    sources: await loadDarknetFiles(await namedFiles(model, home)),
    frames,
    validation: frames,
    methods: ['min-max'],
    weightBits: await ownWeightBits(),
    threads: usableCores(),
    modelId: quantizedId(fp32.manifest, null),
    floatLayers: [],
    keepsExisting: false,
    lossOf: async () => 0,
    accept: async () => undefined,
  });
}
