import { type IRedisTransaction, Job, type JobsOptions, type Queue } from 'bullmq';
import type { Cluster, Redis } from 'ioredis';

interface Script {
  readonly lua: string;
  readonly numberOfKeys: number;
}

/** A script of ours that adds a job and does something else at once. */
export interface AddingScript {
  /** Of the command that it becomes. */
  readonly name: string;
  /** @param addJob - a script of BullMQ's that adds a job, with its keys and arguments behind those of ours */
  lua(addJob: string): string;
}

type Argument = string | number | Buffer;
type Command = (numberOfKeys: number, ...keysAndArgs: Argument[]) => Promise<unknown>;

/**
 * Tells how BullMQ would add a job, without doing so: which script it would run, with which keys and arguments. So a script of
 * ours can add the job, and no layout of BullMQ's is written down here.
 *
 * BullMQ has no interface for that. What it does have, and this uses: it defines its scripts with the client that it is given
 * (ioredis's `defineCommand`), and adds jobs to a transaction of the caller's (`addJobToTransaction`).
 */
export class JobAdder {
  readonly #redis: Redis | Cluster;
  readonly #scripts: ReadonlyMap<string, Script>;
  readonly #queue: Queue;

  /**
   * @param queue - ready, on `redis`
   * @param scripts - as of `recordScripts`, called before the queue was made
   */
  constructor(redis: Redis | Cluster, queue: Queue, scripts: ReadonlyMap<string, Script>) {
    this.#redis = redis;
    this.#queue = queue;
    this.#scripts = scripts;
  }

  /** @returns a call of the script that is yet to be made, with arguments of ours */
  async prepare(
    script: AddingScript,
    keys: readonly string[],
    job: { readonly name: string; readonly data: unknown; readonly options: JobsOptions & { readonly jobId: string } },
  ): Promise<(args: readonly Argument[]) => Promise<unknown>> {
    const adding = await this.#callFor(job.name, job.data, job.options);
    if (!this.#scripts.has(script.name)) this.#redis.defineCommand(script.name, { lua: script.lua(adding.lua) });
    const client = this.#redis as unknown as Record<string, Command>;
    const allKeys = [...keys, ...adding.keys];
    return (args) => client[script.name]!(allKeys.length, ...allKeys, ...args, ...adding.args);
  }

  async #callFor(name: string, data: unknown, options: JobsOptions & { readonly jobId: string }) {
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
