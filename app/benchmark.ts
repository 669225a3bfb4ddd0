import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { parseSize } from '../cli/flags/parse-size.ts';
import { benchmarkReport } from '../cli/output/benchmark-report.ts';
import { benchmarkModel } from '../model/benchmark/benchmark-model.ts';
import { FORMS, FORMS_BY_PASS } from '../model/benchmark/graph-forms.ts';
import { openCvProcess } from '../model/benchmark/opencv.ts';
import { layerCosts } from '../model/darknet/layer-cost.ts';
import type { Network } from '../model/darknet/network.ts';
import { parseNetwork } from '../model/darknet/parse-network.ts';
import { syntheticWeights } from '../model/darknet/synthetic-weights.ts';
import { usableCores } from '../model/runtime/cpu-quota.ts';
import { checkWeightsFile, readSource } from '../model/store/model-sources.ts';
import { parseConfig } from '../shared/config.ts';
import { ConfigError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import { ownFiles } from './inspect.ts';

const optionsSchema = z.object({
  cfg: z.string().min(1).nullable().default(null).describe('the path of a network definition'),
  synthetic: z.boolean().default(false).describe('a switch'),
  size: z.string().nullable().default(null).transform(parseSize).describe('N or WxH, multiples of 32'),
  threads: z.coerce.number().int().min(1).max(256).optional().describe('an integer in 1..256'),
  rounds: z.coerce.number().int().min(1).max(10_000).default(15).describe('an integer in 1..10000'),
  passes: z.boolean().default(false).describe('a switch'),
  json: z.boolean().default(false).describe('a switch'),
});

/** Seed and gain of made-up weights: activations keep their scale through the network. */
const SYNTHETIC = { seed: 7, gain: 1.2 } as const;

/** Times a model in several forms and writes the figures to stdout. */
export async function benchmark(
  name: string | null,
  home: string,
  raw: Readonly<Record<string, unknown>>,
): Promise<void> {
  const options = parseConfig(optionsSchema, raw, (field) => `--${field}`);
  const { cfg, weights: weightsPath } = await filesOf(name, home, options);
  const text = (await readSource(cfg)).toString('utf8');
  const network = parseNetwork(text, basename(cfg), options.size);
  const threads = options.threads ?? usableCores();
  const folder = await mkdtemp(join(tmpdir(), 'framefleet-bench-'));
  try {
    const weights = await weightsOf(network, weightsPath);
    const { width, height } = network.input;
    const files = { cfg: join(folder, 'network.cfg'), weights: join(folder, 'network.weights') };
    await writeFile(files.cfg, atSize(text, network.input));
    await writeFile(files.weights, weights);
    const openCv = await openCvProcess(files.cfg, files.weights, network.input, threads);
    const setting = {
      network,
      weights,
      threads,
      rounds: options.rounds,
      folder,
      forms: options.passes ? FORMS_BY_PASS : FORMS,
    };
    const rows = await benchmarkModel(setting, openCv ? [openCv] : []);
    const facts = { model: name ?? basename(cfg, '.cfg'), size: `${width}x${height}`, threads };
    const result = { ...facts, synthetic: options.synthetic, rows };
    const gflop = layerCosts(network).reduce((sum, layer) => sum + layer.gflop, 0);
    process.stdout.write(options.json ? `${JSON.stringify(result)}\n` : benchmarkReport(result, gflop));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface BenchFiles {
  readonly cfg: string;
  /** `null`: made up. */
  readonly weights: string | null;
}

async function filesOf(
  name: string | null,
  home: string,
  { cfg, synthetic }: { cfg: string | null; synthetic: boolean },
): Promise<BenchFiles> {
  if ((name === null) === (cfg === null)) {
    throw new ConfigError(
      'CONFIG_INVALID',
      `Expected a model \`NAME\` or \`--cfg\`, got ${name ? 'both' : 'neither'}.`,
    );
  }
  const files = name === null ? { cfg: cfg!, weights: null } : await ownFiles(name, home);
  if (synthetic) return { cfg: files.cfg, weights: null };
  if (files.weights !== null) return { cfg: files.cfg, weights: files.weights };
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`--synthetic\`, since there are no weights for \`${name ?? cfg}\`, got nothing.`,
  );
}

async function weightsOf(network: Network, path: string | null): Promise<Uint8Array> {
  if (path === null) return syntheticWeights(network, SYNTHETIC.seed, SYNTHETIC.gain);
  await checkWeightsFile(network, path);
  return readSource(path);
}

/** The text of a network definition for another size of its input. */
function atSize(cfg: string, { width, height }: Size): string {
  return cfg.replace(/^\s*width\s*=.*$/m, `width=${width}`).replace(/^\s*height\s*=.*$/m, `height=${height}`);
}
