import { type IRedisTransaction, Job, type JobsOptions, type Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';

interface Script {
  readonly lua: string;
  readonly numberOfKeys: number;
}

/** One call of a script. */
export interface ScriptCall {
  readonly lua: string;
  readonly keys: readonly string[];
  readonly args: readonly (string | Buffer)[];
}

/**
 * Tells how BullMQ would add a job, without doing so: which script it would run, with which keys and arguments. So a script of
 * ours can add the job and something else at once, and no layout of BullMQ's is written down here.
 *
 * BullMQ has no interface for that. What it does have, and this uses: it defines its scripts with the client that it is given
 * (ioredis's `defineCommand`), and adds jobs to a transaction of the caller's (`addJobToTransaction`).
 */
export class JobAdder {
  readonly #scripts: ReadonlyMap<string, Script>;
  readonly #queue: Queue;

  /**
   * @param queue - ready
   * @param scripts - as of `recordScripts` on the queue's client
   */
  constructor(queue: Queue, scripts: ReadonlyMap<string, Script>) {
    this.#queue = queue;
    this.#scripts = scripts;
  }

  async callFor(name: string, data: unknown, options: JobsOptions & { readonly jobId: string }): Promise<ScriptCall> {
    const job = new Job(this.#queue, name, data, options, options.jobId);
    const calls: { readonly name: string; readonly args: readonly (string | Buffer)[] }[] = [];
    const recorder = {
      runCommand(name: string, args: (string | Buffer)[]) {
        calls.push({ name, args });
      },
    };
    const backend = this.#queue.getBackend();
    await backend.addJobToTransaction(recorder as unknown as IRedisTransaction, job.asJSON(), options.jobId);
    const [call] = calls;
    const script = call && this.#scripts.get(call.name);
    if (!script || calls.length > 1) throw new Error(`BullMQ adds a job in a way that is not known: ${call?.name}`);
    return {
      lua: script.lua,
      keys: call.args.slice(0, script.numberOfKeys).map(String),
      args: call.args.slice(script.numberOfKeys),
    };
  }
}

/** Keeps the scripts that are defined with a client from now on, by name. Call it before the client is given to BullMQ. */
export function recordScripts(redis: Redis | Cluster): ReadonlyMap<string, Script> {
  const scripts = new Map<string, Script>();
  const define = redis.defineCommand.bind(redis);
  redis.defineCommand = (name, definition) => {
    scripts.set(name, { lua: definition.lua, numberOfKeys: definition.numberOfKeys ?? 0 });
    define(name, definition);
  };
  return scripts;
}
