import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import type { Ended } from '../../fixtures/cli.ts';

const MOST_BYTES = 2 ** 30;

/** What `docker inspect` says of a container, of what is looked at here. */
export interface Container {
  readonly Name: string;
  readonly Config: { readonly User: string; readonly Cmd: readonly string[] | null };
  readonly State: { readonly Pid: number; readonly Status: string; readonly Health?: { readonly Status: string } };
  readonly HostConfig: {
    readonly ReadonlyRootfs: boolean;
    readonly Privileged: boolean;
    readonly CapDrop: readonly string[] | null;
    readonly CapAdd: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    readonly Memory: number;
    readonly PidsLimit: number | null;
    readonly PortBindings: Readonly<Record<string, readonly { readonly HostIp: string }[]>>;
  };
}

/** This project's docker-compose.yml, brought up under a name of its own. */
export class Compose {
  readonly #env: Readonly<Record<string, string | undefined>>;

  /** @param variables - those of the compose file, beside this process's environment */
  constructor(variables: Readonly<Record<string, string>>) {
    this.#env = { ...process.env, ...variables };
  }

  /** Runs `docker compose`. @returns its standard output @throws {Error} when it does not end with 0 */
  async run(...args: string[]): Promise<string> {
    return this.#docker(['compose', ...args]);
  }

  /** Starts a producer and waits for its end. */
  produce(args: readonly string[]): Promise<Ended> {
    const child = spawn('docker', ['compose', '--profile', 'batch', 'run', '--rm', '--no-TTY', 'producer', ...args], {
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    }
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...texts }));
    });
  }

  /** The containers of a service, or of all. */
  async containers(service?: string): Promise<Container[]> {
    const ids = await this.run('ps', '--all', '--quiet', ...(service === undefined ? [] : [service]));
    const list = ids.split('\n').filter((id) => id !== '');
    return list.length === 0 ? [] : (JSON.parse(await this.#docker(['inspect', ...list])) as Container[]);
  }

  async #docker(args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('docker', args, { env: this.#env, maxBuffer: MOST_BYTES });
    return stdout;
  }
}
