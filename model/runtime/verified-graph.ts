import { mkdir, readdir, readFile, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../../shared/errors.ts';
import type { Size } from '../../shared/geometry.ts';
import { operatorsIn } from '../onnx/operators-in.ts';
import { outputsDifference, type Tolerance } from './compare-outputs.ts';
import { usableCores } from './cpu-quota.ts';
import { type GraphOutputs, GraphSession } from './graph-session.ts';
import { OPTIMIZED_FORMS, type OptimizedForm, optimizeGraph } from './optimize-graph.ts';
import { OPTIMIZED_GRAPH } from './optimized-files.ts';
import { noiseFrame, sceneFrame } from './probe-frames.ts';

/** The form of a graph that gives what the graph gives. */
export interface VerifiedForm {
  /** `plain`: none of the optimised forms does, and the graph is to be run as it is. */
  readonly form: OptimizedForm | 'plain';
  /** Why it is not the fastest form; `null` when it is. */
  readonly fault: string | null;
}

/** Sums in another order, and in Winograd's form, differ by up to 1e-5, single values by 1e-3. */
const TOLERANCE: Tolerance = { relativeDistance: 1e-3, largest: 0.02 };
/**
 * Where floats are rounded to bytes within a graph: one that lies between two bytes may go either way, and later layers amplify that
 * (up to 0.15 and 0.7 with made-up weights, a third of it with trained ones). Graphs that are bytes throughout do not differ at all.
 */
const ROUNDING_TOLERANCE: Tolerance = { relativeDistance: 0.3, largest: 3 };

/** With less, the disk is full as far as graphs go. */
const LEAST_ROOM_BYTES = 16 * 2 ** 20;

/**
 * Writes the fastest form of a graph that gives what the graph itself gives, on a frame of noise and on one like a picture, into a folder;
 * writes nothing where no form does.
 *
 * @param graphPath - an ONNX file of one input, bytes `[N, height, width, 3]`
 * @param optimize - writes one form
 * @throws what the runtime says when it refuses the graph itself, and what the file system says
 */
export async function writeVerifiedGraph(
  graphPath: string,
  folder: string,
  size: Size,
  optimize: typeof optimizeGraph = optimizeGraph,
): Promise<VerifiedForm> {
  const frames = [noiseFrame(size), sceneFrame(size)];
  const isRounding = operatorsIn(await readFile(graphPath)).has('QuantizeLinear');
  const plain = await outputsOf(graphPath, frames, size);
  const faults: string[] = [];
  for (const form of OPTIMIZED_FORMS) {
    const draft = join(folder, form);
    await mkdir(draft);
    try {
      await optimize(graphPath, draft, { form, size });
      const found = await outputsOf(join(draft, OPTIMIZED_GRAPH), frames, size);
      const difference = firstDifference(found, plain, isRounding ? ROUNDING_TOLERANCE : TOLERANCE);
      if (difference === null) {
        for (const name of await readdir(draft)) await rename(join(draft, name), join(folder, name));
        return { form, fault: faults.join('; ') || null };
      }
      faults.push(`${form}: ${difference}`);
    } catch (error) {
      if (await isOfMachine(error, folder)) throw error; // it says nothing of the form, and may pass
      faults.push(`${form}: ${messageOf(error)}`);
    } finally {
      await rm(draft, { recursive: true });
    }
  }
  return { form: 'plain', fault: faults.join('; ') };
}

/** Whether the disk or the memory is to blame: Node says so by a code, the runtime in words. */
async function isOfMachine(error: unknown, folder: string): Promise<boolean> {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return true;
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize < LEAST_ROOM_BYTES || /failed to write|failed to allocate|bad_alloc/i.test(messageOf(error));
}

/** What a graph makes of some frames; the runtime optimises nothing. */
async function outputsOf(graphPath: string, frames: readonly Uint8Array[], size: Size): Promise<GraphOutputs[]> {
  const options = { threads: usableCores(), optimization: 'disabled', keepsMemory: false } as const;
  const session = await GraphSession.open(graphPath, options);
  try {
    const found: GraphOutputs[] = [];
    for (const frame of frames) found.push(await session.run(frame, size));
    return found;
  } finally {
    await session.close();
  }
}

function firstDifference(
  found: readonly GraphOutputs[],
  plain: readonly GraphOutputs[],
  tolerance: Tolerance,
): string | null {
  for (const [index, outputs] of plain.entries()) {
    const difference = outputsDifference(found[index]!, outputs, tolerance);
    if (difference !== null) return difference;
  }
  return null;
}
