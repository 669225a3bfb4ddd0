import { createHash } from 'node:crypto';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { z } from 'zod';
import { COMPILER_VERSION } from '../compiler-version.ts';
import { placeFolder } from '../registry/place-folder.ts';
import { cpuFeatures } from './cpu-features.ts';
import { OPTIMISED_GRAPH, OPTIMISED_WEIGHTS, type OptimiseOptions, optimiseGraph } from './optimise-graph.ts';

/** What tells one optimised graph from another, beside the machine and the versions; sizes of the input share one. */
export interface GraphIdentity {
  readonly modelSha256: string;
  readonly precision: string;
}

/** Beside the graph: what makes it whole. */
const SEAL_FILE = 'sealed.json';
const sealSchema = z.object({ graphSha256: z.string(), weightsBytes: z.number().int().min(0) });

/** Optimised graphs, one folder each. */
export function compiledFolder(home: string): string {
  return join(home, 'cache', 'compiled');
}

/** Name of the folder of an optimised graph: everything that it depends on. */
export function compiledKey(
  { modelSha256, precision }: GraphIdentity,
  features: string = cpuFeatures(),
  runtime: string = runtimeVersion(),
): string {
  const facts = JSON.stringify([modelSha256, precision, features, runtime, COMPILER_VERSION]);
  return createHash('sha256').update(facts).digest('hex').slice(0, 32);
}

/**
 * Path of the optimised form of a graph; made first where it is absent, stale or damaged. Several processes may ask at
 * once: each sees a whole one. It is to be loaded with optimisation off, so that its weights are memory-mapped.
 *
 * @param graphPath - the ONNX file as the compiler wrote it
 * @throws what the file system or the runtime says when it cannot be made
 */
export async function compiledGraph(
  home: string,
  identity: GraphIdentity,
  graphPath: string,
  options: OptimiseOptions,
): Promise<string> {
  const folder = join(compiledFolder(home), compiledKey(identity));
  if (!(await isWhole(folder))) {
    const fill = async (target: string) => {
      await optimiseGraph(graphPath, target, options);
      await seal(target);
    };
    await placeFolder(folder, fill, () => isWhole(folder));
  }
  return join(folder, OPTIMISED_GRAPH);
}

async function seal(folder: string): Promise<void> {
  const weights = await stat(join(folder, OPTIMISED_WEIGHTS)).catch(absent);
  const facts = { graphSha256: await sha256Of(join(folder, OPTIMISED_GRAPH)), weightsBytes: weights?.size ?? 0 };
  await writeFile(join(folder, SEAL_FILE), JSON.stringify(facts));
}

/** Whether the graph is byte for byte what was written and its weights are as long; their bytes are not read. */
async function isWhole(folder: string): Promise<boolean> {
  try {
    const seal = sealSchema.safeParse(JSON.parse(await readFile(join(folder, SEAL_FILE), 'utf8')));
    if (!seal.success) return false;
    const weights = await stat(join(folder, OPTIMISED_WEIGHTS)).catch(absent);
    const graphSha256 = await sha256Of(join(folder, OPTIMISED_GRAPH));
    return graphSha256 === seal.data.graphSha256 && (weights?.size ?? 0) === seal.data.weightsBytes;
  } catch {
    return false; // absent, or damaged: it is made again
  }
}

async function sha256Of(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
}

/** A small graph has no weights file. */
function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function runtimeVersion(): string {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
  return version;
}
