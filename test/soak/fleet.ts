import { join } from 'node:path';
import type { Stage } from './stage.ts';
import { Supervised } from './supervised.ts';
import { TcpProxy } from './tcp-proxy.ts';

const WORKERS = 3;
const PASSWORD = 'soak';
const MAX_MEMORY = '512mb';
/** Shorter than the default, so that a killed service is made up for within the minutes of a soak. */
const RESULTS_LOCK_MS = 5_000;

/** A Redis, a results service and workers as processes of their own that meet over TCP; each is started again when it ends. */
export async function fleet(home: string, env: Readonly<Record<string, string>>): Promise<Stage> {
  const redisSocket = join(home, 'redis.sock');
  const resultsSocket = join(home, 'results.sock');
  const network = [await TcpProxy.listen('redis', redisSocket), await TcpProxy.listen('results', resultsSocket)];
  const [redisPort, resultsPort] = network.map(({ port }) => port);
  const all = {
    ...env,
    REDIS_URL: `redis://:${PASSWORD}@127.0.0.1:${redisPort}`,
    FRAMEFLEET_RESULTS_URL: `http://127.0.0.1:${resultsPort}`,
  };
  const supervise = (name: string, command: string, args: readonly string[]) =>
    new Supervised({ name, command, args, env: all, logFile: join(home, 'logs', `${name}.log`) });
  const verb = (name: string, args: readonly string[]) =>
    supervise(name, process.execPath, ['dist/cli/main.js', ...args, '--log-level', 'warn']);
  const redis = supervise('redis', 'redis-server', redisArguments(home, redisSocket));
  const rest = [
    verb('serve', ['serve', '--listen', `unix://${resultsSocket}`, '--lock-duration-ms', String(RESULTS_LOCK_MS)]),
    ...Array.from({ length: WORKERS }, (_, i) => verb(`worker-${i}`, ['worker', '--threads', '1', '--no-spinning'])),
  ];
  return {
    isFleet: true,
    verb: 'produce',
    home,
    env: all,
    redisSocket,
    redisPassword: PASSWORD,
    network,
    async close() {
      const outcomes = await Promise.all(rest.map((one) => one.close()));
      outcomes.push(await redis.close());
      for (const proxy of network) await proxy.close();
      return outcomes.filter((outcome) => outcome !== null);
    },
  };
}

function redisArguments(home: string, socket: string): string[] {
  const settings = {
    port: '0',
    unixsocket: socket,
    requirepass: PASSWORD,
    dir: home,
    save: '',
    appendonly: 'no',
    maxmemory: MAX_MEMORY,
    'maxmemory-policy': 'noeviction',
    'enable-debug-command': 'local',
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}
