import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Size } from '../../shared/geometry.ts';
import type { VerifiedForm } from './verified-graph.ts';

export interface OptimizerTask {
  readonly graphPath: string;
  /** Takes the graph; is there, and empty. */
  readonly folder: string;
  readonly size: Size;
}

export type OptimizerReply = { readonly verified: VerifiedForm } | { readonly error: string };

/**
 * As `writeVerifiedGraph`, in a process of its own: optimising takes gigabytes, of which a process would not give all back, and blocks its
 * thread for seconds.
 *
 * @throws what the runtime says when it refuses the graph itself, or that the process was killed
 */
export async function runOptimizer(task: OptimizerTask): Promise<VerifiedForm> {
  const entry = fileURLToPath(new URL('./optimizer-process.js', import.meta.url));
  const child = fork(entry, [JSON.stringify(task)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  let reply: OptimizerReply | null = null;
  child.once('message', (message: OptimizerReply) => {
    reply = message;
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  const said = reply as OptimizerReply | null;
  if (said === null) throw new Error(`the process that optimises the graph ended early (${signal ?? `exit ${code}`})`);
  if ('error' in said) throw new Error(said.error);
  return said.verified;
}
