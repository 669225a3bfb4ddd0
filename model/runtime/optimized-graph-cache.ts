import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { LockOptions } from 'proper-lockfile';
import type { Size } from '../../shared/geometry.ts';
import { requireWritable, writeFolderAtomically } from '../files/atomic-folder.ts';
import { COMPILER_VERSION } from '../files/compiler-version.ts';
import { verifyChecksums, writeChecksums } from './checksums.ts';
import { cpuFeatures } from './cpu-features.ts';
import type { OptimizeOptions } from './optimize-graph.ts';
import { OPTIMIZED_GRAPH } from './optimized-files.ts';

/** What tells one optimised graph from another, beside the machine and the versions; an int8 graph is a model of its own. */
export interface GraphIdentity {
  readonly modelSha256: string;
  /** Of the input; `null`: as the file says. */
  readonly size: Size | null;
}

/** The runtime keeps a process from being heard of for seconds. */
const LOCK: LockOptions = {
  realpath: false,
  stale: 30_000,
  update: 5_000,
  retries: { forever: true, minTimeout: 100, maxTimeout: 250 },
  onCompromised: () => undefined,
};

/** Optimised graphs, one folder each. */
export function optimizedFolder(home: string): string {
  return join(home, 'cache', 'compiled');
}

/** Name of the folder of an optimised graph: everything that it depends on. */
export function optimizedKey(
  { modelSha256, size }: GraphIdentity,
  features: string = cpuFeatures(),
  runtime: string = runtimeVersion(),
): string {
  const facts = JSON.stringify([modelSha256, size?.width, size?.height, features, runtime, COMPILER_VERSION]);
  return createHash('sha256').update(facts).digest('hex').slice(0, 32);
}

/**
 * Path of the optimised form of a graph; made first where it is absent, stale or damaged. Several processes may ask at
 * once: one makes it, the others wait, and each sees a whole one. It is to be loaded with optimisation off, so that its weights are memory-mapped.
 *
 * @param graphPath - the ONNX file as the compiler wrote it
 * @throws what the file system or the runtime says when it cannot be made
 */
export async function optimizedGraph(
  home: string,
  identity: GraphIdentity,
  graphPath: string,
  options: Pick<OptimizeOptions, 'propagateNchwc'>,
): Promise<string> {
  const folder = join(optimizedFolder(home), optimizedKey(identity));
  if (!(await verifyChecksums(folder))) {
    const { optimizeGraph } = await import('./optimize-graph.ts'); // which most workers need not load
    const fill = async (target: string) => {
      await optimizeGraph(graphPath, target, { ...options, size: identity.size });
      await writeChecksums(target);
    };
    await requireWritable(dirname(folder));
    await withLock(folder, async () => {
      if (!(await verifyChecksums(folder))) await writeFolderAtomically(folder, fill, () => verifyChecksums(folder));
    });
  }
  return join(folder, OPTIMIZED_GRAPH);
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
