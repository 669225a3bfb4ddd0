import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type BenchmarkRow, benchmarkModel } from '../model/benchmark/benchmark-model.ts';
import { GPU_FORMS } from '../model/benchmark/gpu-forms.ts';
import { FORMS, FORMS_BESIDE_GPU, FORMS_BY_PASS, type FormName } from '../model/benchmark/graph-forms.ts';
import { openCvProcess } from '../model/benchmark/opencv.ts';
import { checkWeightsFile, readModelFile } from '../model/darknet/darknet-files.ts';
import { layerCosts } from '../model/darknet/layer-cost.ts';
import type { Network } from '../model/darknet/network.ts';
import { parseNetwork } from '../model/darknet/parse-network.ts';
import { readTextFile } from '../model/darknet/read-text-file.ts';
import { syntheticWeights } from '../model/darknet/synthetic-weights.ts';
import { usableCores } from '../model/runtime/cpu-quota.ts';
import { requireGpu } from '../model/runtime/require-gpu.ts';
import type { Device } from '../shared/device.ts';
import { ConfigError } from '../shared/errors.ts';
import type { Size } from '../shared/geometry.ts';
import { ownFiles } from './inspect.ts';

export interface BenchmarkOptions {
  /** A registered model or a folder; `null`: `cfg` is given. */
  readonly name: string | null;
  readonly home: string;
  readonly cfg: string | null;
  /** Whether weights are made up. */
  readonly synthetic: boolean;
  /** `null`: the model's own. */
  readonly size: Size | null;
  /** `gpu`: the forms for a GPU are timed beside what the CPU runs. */
  readonly device: Device;
  /** Of what runs on the CPU; `null`: the CPU quota. */
  readonly threads: number | null;
  /** Frames that each form runs. */
  readonly rounds: number;
  /** Whether the graphs that the compiler's passes lead through are timed too. */
  readonly passes: boolean;
}

/** As `model bench --json` prints it. */
export interface BenchmarkResult {
  readonly model: string;
  /** `WxH` */
  readonly size: string;
  readonly threads: number;
  /** Whether the weights are made up. */
  readonly synthetic: boolean;
  readonly rows: readonly BenchmarkRow[];
}

/** Seed and gain of made-up weights: activations keep their scale through the network. */
const SYNTHETIC = { seed: 7, gain: 1.2 } as const;

/**
 * Times a model in several forms.
 *
 * @returns the figures, and the operations of a frame in 10⁹
 * @throws {ConfigError} `CONFIG_INVALID` where there is no model, or two, or no weights
 * @throws {ModelError} `GPU_UNAVAILABLE`, `MODEL_NOT_FOUND`, `MODEL_INVALID`, `MODEL_WEIGHTS_MISMATCH`
 */
export async function benchmark(
  options: BenchmarkOptions,
): Promise<{ readonly result: BenchmarkResult; readonly gflop: number }> {
  const { cfg, weights: weightsPath } = await filesOf(options);
  if (options.device === 'gpu') await requireGpu();
  const text = (await readTextFile(cfg)).toString('utf8');
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
      forms: formsFor(options),
    };
    const rows = await benchmarkModel(setting, openCv ? [openCv] : []);
    const facts = { model: options.name ?? basename(cfg, '.cfg'), size: `${width}x${height}`, threads };
    const gflop = layerCosts(network).reduce((sum, layer) => sum + layer.gflop, 0);
    return { result: { ...facts, synthetic: options.synthetic, rows }, gflop };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function formsFor({ device, passes }: BenchmarkOptions): readonly FormName[] {
  if (device === 'cpu') return passes ? FORMS_BY_PASS : FORMS;
  return [...(passes ? FORMS_BY_PASS : FORMS_BESIDE_GPU), ...GPU_FORMS];
}

interface BenchFiles {
  readonly cfg: string;
  /** `null`: made up. */
  readonly weights: string | null;
}

async function filesOf({ name, home, cfg, synthetic }: BenchmarkOptions): Promise<BenchFiles> {
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
  return readModelFile(path);
}

/** The text of a network definition for another size of its input. */
function atSize(cfg: string, { width, height }: Size): string {
  return cfg.replace(/^\s*width\s*=.*$/m, `width=${width}`).replace(/^\s*height\s*=.*$/m, `height=${height}`);
}
