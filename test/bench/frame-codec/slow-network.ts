import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { pipeline, Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RunSummary } from '../../../app/run-summary.ts';
import type { FrameCodec } from '../../../shared/frame-codec.ts';
import { framefleet } from '../../fixtures/cli.ts';
import { startRedis } from '../../fixtures/redis.ts';

/** Long enough that starting does not decide, and short enough for a network that takes a second for two frames. */
const SECONDS = '8';

export interface NetworkRuns {
  readonly home: string;
  readonly model: string;
  readonly video: string;
  /** Mbit/s to Redis, and as many from there. */
  readonly rates: readonly number[];
  readonly codecs: readonly FrameCodec[];
}

/** Frames a second of whole commands, producer and one worker, that reach Redis over a slow network; a row for each rate. */
export async function runsOverNetwork({ home, model, video, rates, codecs }: NetworkRuns) {
  const rows: Record<string, string | number>[] = [];
  for (const rate of rates) {
    const row: (typeof rows)[number] = { mbitPerSecond: rate };
    for (const codec of [null, ...codecs]) {
      const redis = await startRedis();
      const network = await slowNetwork(redis.url.slice('unix://'.length), rate);
      const flags = codec ? ['--frame-codec', codec.encoding, '--quality', `${codec.quality}`] : [];
      const work = ['detect', video, '--model', model, '--end', SECONDS, '--workers', '1', '--threads', '1'];
      const port = (network.address() as AddressInfo).port;
      const env = { REDIS_URL: `redis://127.0.0.1:${port}` };
      const { code, stdout, stderr } = await framefleet(
        [...work, '--run', 'bench', '--force', '--json', ...flags],
        home,
        env,
      );
      network.close();
      await redis.stop();
      if (code !== 0) throw new Error(stderr);
      const { framesPerSecond }: RunSummary = JSON.parse(stdout);
      row[codec ? `${codec.encoding} ${codec.quality}` : 'raw'] = framesPerSecond.toFixed(1);
    }
    rows.push(row);
  }
  return rows;
}

/** A port that leads to a socket; all connections share so many Mbit/s in each direction. */
async function slowNetwork(target: string, rate: number): Promise<Server> {
  const [there, back] = [new Link(rate), new Link(rate)];
  const server = createServer((client) => {
    const other = connect(target);
    const ended = () => undefined; // both ends are destroyed
    pipeline(client, there.stream(), other, ended);
    pipeline(other, back.stream(), client, ended);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

class Link {
  #busyUntil = 0;

  constructor(private readonly mbitPerSecond: number) {}

  stream(): Transform {
    return new Transform({
      transform: (piece: Buffer, _, done) => {
        const now = performance.now();
        this.#busyUntil = Math.max(this.#busyUntil, now) + (piece.length * 8) / (this.mbitPerSecond * 1000);
        void sleep(this.#busyUntil - now).then(() => done(null, piece));
      },
    });
  }
}
