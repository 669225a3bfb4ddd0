import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { LockOptions } from 'proper-lockfile';
import type { Size } from '../../shared/geometry.ts';
import { requireWritable, writeFolderAtomically } from '../files/atomic-folder.ts';
import { type Checksums, checksumsOf, verifyChecksums } from '../files/checksums.ts';
import { COMPILER_VERSION } from '../files/compiler-version.ts';
import { cpuFeatures } from './cpu-features.ts';
import { OPTIMIZED_GRAPH } from './optimized-files.ts';
import type { VerifiedForm } from './verified-graph.ts';

/** To be raised whenever the same graph is optimised in another way, or held against the plain one in another. */
const OPTIMIZER_VERSION = 2;

/** What tells one optimised graph from another, beside the machine and the versions; an int8 graph is a model of its own. */
export interface GraphIdentity {
  readonly modelSha256: string;
  /** Of the input. */
  readonly size: Size;
}

/** What the cache has for a graph. */
export interface OptimizedGraph {
  /** To be loaded with optimisation off, so that its weights are memory-mapped; `null` where the graph is to be run as it is, without any optimisation. */
  readonly path: string | null;
  /** Why it is not the fastest form; `null` when it is. */
  readonly fault: string | null;
}

/** A process under load may not be heard of for seconds. */
const LOCK: LockOptions = {
  realpath: false,
  stale: 30_000,
  update: 5_000,
  retries: { forever: true, minTimeout: 100, maxTimeout: 250 },
  onCompromised: () => undefined,
};

/** Beside an optimised graph: `GraphFacts` as JSON, and behind them on a line of its own the CRC-32 of that text. */
const FACTS_FILE = 'optimized.json';
/** Beside it too: what `verifyChecksums` remembers. */
const CHECKED_FILE = 'checked.json';

interface GraphFacts extends VerifiedForm {
  readonly checksums: Checksums;
}

/** Optimised graphs, one folder each. */
export function optimizedFolder(home: string): string {
  return join(home, 'cache', 'optimized');
}

/** Name of the folder of an optimised graph: everything that it depends on. */
export function optimizedKey(
  { modelSha256, size }: GraphIdentity,
  features: string = cpuFeatures(),
  runtime: string = runtimeVersion(),
): string {
  const versions = [runtime, COMPILER_VERSION, OPTIMIZER_VERSION];
  const facts = [modelSha256, size.width, size.height, features, ...versions];
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex').slice(0, 32);
}

/**
 * The fastest form of a graph that gives what the graph gives; made first where it is absent, stale or damaged. Several processes may
 * ask at once: one makes it, the others wait, and each sees a whole one.
 *
 * @param graphPath - the ONNX file
 * @throws what the file system says when it cannot be made, or the runtime when it refuses the graph itself
 */
export async function optimizedGraph(
  home: string,
  identity: GraphIdentity,
  graphPath: string,
): Promise<OptimizedGraph> {
  const folder = join(optimizedFolder(home), optimizedKey(identity));
  const found = await storedGraph(folder);
  if (found) return found;
  const { runOptimizer } = await import('./run-optimizer.ts'); // which most workers need not load
  const fill = async (target: string) => {
    const verified = await runOptimizer({ graphPath, folder: target, size: identity.size });
    const checksums = await checksumsOf(target, await readdir(target));
    const facts = JSON.stringify({ ...verified, checksums } satisfies GraphFacts);
    await writeFile(join(target, FACTS_FILE), `${facts}\n${crc32(facts)}`);
  };
  await requireWritable(dirname(folder));
  await withLock(folder, async () => {
    const isThere = async () => (await storedGraph(folder)) !== null;
    if (!(await isThere())) await writeFolderAtomically(folder, fill, isThere);
    await rm(join(home, 'cache', 'compiled'), { recursive: true, force: true }); // where earlier versions kept theirs
  });
  const made = await storedGraph(folder);
  if (!made) throw new Error(`\`${folder}\` was damaged as soon as it was written`);
  return made;
}

/** What a folder of the cache holds; `null` where that is nothing, or not what was written. */
async function storedGraph(folder: string): Promise<OptimizedGraph | null> {
  try {
    const [text = '', checksum] = (await readFile(join(folder, FACTS_FILE), 'utf8')).split('\n');
    if (String(crc32(text)) !== checksum) return null;
    const { form, fault, checksums } = JSON.parse(text) as GraphFacts; // of this version, which the folder's name tells
    if (!(await verifyChecksums(folder, checksums, join(folder, CHECKED_FILE)))) return null;
    return { path: form === 'plain' ? null : join(folder, OPTIMIZED_GRAPH), fault };
  } catch {
    return null; // absent, or damaged: it is made again
  }
}

/**
 * Does something that only one process at a time is to do about a folder: optimising a large graph takes gigabytes. The lock is no
 * guarantee: it is taken over from a process that has not been heard of.
 */
async function withLock(folder: string, act: () => Promise<void>): Promise<void> {
  const { default: lockfile } = await import('proper-lockfile');
  const release = await lockfile.lock(folder, LOCK);
  try {
    await act();
  } finally {
    await release().catch(() => undefined); // another has taken it over
  }
}

function runtimeVersion(): string {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string };
  return version;
}
