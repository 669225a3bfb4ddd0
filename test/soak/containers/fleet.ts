import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { framefleet } from '../../fixtures/cli.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { until } from '../../fixtures/processes.ts';
import { Compose } from './compose.ts';

const UP_MS = 300_000;

/** docker-compose.yml with as many workers as are wanted, in a folder of its own that goes with it. */
export class Fleet {
  readonly secret = randomBytes(24).toString('hex');
  readonly #home = mkdtempSync(join(tmpdir(), 'framefleet-containers-'));
  readonly compose: Compose;

  constructor(
    readonly workers: number,
    port: number,
  ) {
    this.compose = new Compose({
      COMPOSE_PROJECT_NAME: `framefleet-soak-${process.pid}`,
      FRAMEFLEET_TOKEN: this.secret,
      FRAMEFLEET_MODELS: join(this.#home, 'models'),
      FRAMEFLEET_QUANTIZED: join(this.#home, 'quantized'),
      FRAMEFLEET_VIDEOS: this.videos,
      FRAMEFLEET_PORT: `${port}`,
    });
    for (const folder of ['models', 'quantized', 'videos']) mkdirSync(join(this.#home, folder));
  }

  static async create(workers: number): Promise<Fleet> {
    return new Fleet(workers, await freePort());
  }

  /** What the containers see as `/videos`. */
  get videos(): string {
    return join(this.#home, 'videos');
  }

  /**
   * Imports a model, builds the images and brings all up.
   *
   * @param files - of `model import`: `--cfg` and so on
   */
  async up(model: string, files: readonly string[], say: (text: string) => void): Promise<void> {
    const { code, stderr } = await framefleet(['model', 'import', model, ...files], this.#home);
    if (code !== 0) throw new Error(`Expected the model to be imported, got exit code ${code}: ${stderr}`);
    chmodSync(this.#home, 0o755); // the containers run as another user
    say('building the images');
    await this.compose.run('--profile', 'batch', 'build', '--quiet');
    await this.compose.run('up', '--detach', '--scale', `worker=${this.workers}`);
    await until('all workers are healthy', () => this.#isUp(), UP_MS);
    say(`${this.workers} workers are up`);
  }

  /** Ends all of it. @returns how many containers are left */
  async down(say: (text: string) => void): Promise<number> {
    await this.compose
      .run('--profile', 'batch', 'down', '--volumes', '--timeout', '10')
      .catch((error: unknown) => say(`${error}`));
    const left = await this.compose.containers();
    rmSync(this.#home, { recursive: true, force: true });
    return left.length;
  }

  async #isUp(): Promise<boolean> {
    const all = await this.compose.containers('worker');
    await sleep(1_000);
    return all.length === this.workers && all.every(({ State }) => State.Health?.Status === 'healthy');
  }
}
