import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ModelError } from '../../shared/errors.ts';

/** What a process that tried a GPU says. */
export interface GpuProbe {
  /** `null`: there is one that computes. */
  readonly fault: string | null;
}

/** A driver that hangs must not hold a command up for ever. */
const PATIENCE_MS = 60_000;

/**
 * Makes sure that models can be computed on a GPU here, in a process of its own.
 *
 * @param env - where that looks for a driver; absent: as this process
 * @throws {ModelError} `GPU_UNAVAILABLE` with the reason, and what a GPU takes
 */
export async function requireGpu(env?: NodeJS.ProcessEnv): Promise<void> {
  const fault = await gpuFault(env);
  if (fault === null) return;
  throw new ModelError(
    'GPU_UNAVAILABLE',
    `Expected a GPU for \`--device gpu\`, got none: ${fault}. On Linux it takes a driver with Vulkan and its loader, libvulkan.so.1 ` +
      '(package libvulkan1): docs/gpu.md. Models run on the CPU without that flag.',
  );
}

/** Why no GPU can be used; `null` where one can. */
export function gpuFault(env?: NodeJS.ProcessEnv): Promise<string | null> {
  const entry = fileURLToPath(new URL('./gpu-probe-process.js', import.meta.url));
  const child = fork(entry, { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], timeout: PATIENCE_MS });
  return new Promise((resolve) => {
    child.once('message', ({ fault }: GpuProbe) => resolve(fault && reasonIn(fault)));
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => resolve(`the process that tried it ended with ${signal ?? code}`));
  });
}

/** What the runtime says, without the place in its sources. */
function reasonIn(fault: string): string {
  return fault.split(' was false. ').at(-1)!.trim().replace(/\.$/, '');
}
