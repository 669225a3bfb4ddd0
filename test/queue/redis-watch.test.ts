import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pino from 'pino';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { RedisWatch } from '../../queue/redis-watch.ts';
import { OutageLog } from '../../shared/outage-log.ts';
import { freePort } from '../fixtures/free-port.ts';
import { until } from '../fixtures/processes.ts';
import { startRedis } from '../fixtures/redis.ts';

describe('A watch over the connection to Redis', () => {
  let lines: string[];
  let closing: (() => unknown)[];
  beforeEach(() => {
    [lines, closing] = [[], []];
  });
  afterEach(async () => {
    for (const close of closing.reverse()) await close();
  });

  /** @param patienceMs - a machine that stands still for so long is taken for a server that does */
  function watch(url: string, patienceMs = 400) {
    const outages = new OutageLog(pino({ level: 'info' }, { write: (line: string) => void lines.push(line) }));
    const connection = createRedis(parseRedisUrl(url));
    const watching = new RedisWatch(connection, outages, patienceMs, 50);
    closing.push(() => {
      watching.close();
      connection.disconnect();
    });
    connection.connect().catch(() => undefined); // told by the watch
    return { outages, watching };
  }

  /** A server that takes connections and says nothing. */
  async function silentServer(): Promise<number> {
    const sockets = new Set<Socket>();
    const server: Server = createServer((socket) => sockets.add(socket.on('error', () => undefined).resume()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    return (server.address() as AddressInfo).port;
  }

  it('says nothing while it answers', async () => {
    const redis = await startRedis();
    closing.push(() => redis.stop());
    const { outages, watching } = watch(redis.url, 2000);
    await sleep(3000);
    assert.deepEqual([outages.waitingFor, lines, watching.isSilent], [[], [], false]);
  });

  it('tells of a server that falls silent, once, and when it answers again', async () => {
    const redis = await startRedis();
    closing.push(() => redis.stop());
    const { outages, watching } = watch(redis.url);
    await sleep(300);
    redis.process.kill('SIGSTOP');
    await until('it says so', () => watching.isSilent);
    await sleep(300);
    assert.deepEqual(outages.waitingFor, ['Redis (no answer within 0.4 s)']);
    assert.equal(lines.length, 1);
    redis.process.kill('SIGCONT');
    await until('it answers again', () => !watching.isSilent && outages.waitingFor.length === 0);
    assert.match(lines[1]!, /no longer waiting for Redis/);
  });

  it('tells of a server that never says a word', async () => {
    const { outages } = watch(`redis://127.0.0.1:${await silentServer()}`);
    await until('it says so', () => /no answer within/.test(outages.waitingFor.join()));
  });

  it('tells of one that is not there, with what the system says', async () => {
    const { outages, watching } = watch('redis://127.0.0.1:1', 2000);
    await until('it says so', () => outages.waitingFor.length > 0);
    await sleep(3000);
    assert.match(outages.waitingFor.join(), /ECONNREFUSED/);
    assert.equal(watching.isSilent, false);
  });

  it('asks the next sentinel where one is silent', async () => {
    const port = await freePort();
    const redis = await startRedis(['--port', `${port}`, '--bind', '127.0.0.1']);
    closing.push(() => redis.stop());
    const sentinelPort = await freePort();
    const folder = redis.url.slice('unix://'.length, -'/redis.sock'.length);
    const sentinel = await startSentinel(folder, sentinelPort, port);
    closing.push(sentinel);
    const { outages } = watch(`redis+sentinel://127.0.0.1:${await silentServer()},127.0.0.1:${sentinelPort}/main`);
    await until('it says so', () => outages.waitingFor.length > 0);
    await until('the next one was asked', () => outages.waitingFor.length === 0);
  });
});

/** @returns ends it */
async function startSentinel(folder: string, port: number, masterPort: number): Promise<() => Promise<void>> {
  const file = `${folder}/sentinel.conf`;
  await writeFile(file, `port ${port}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 ${masterPort} 1\n`);
  const server = spawn('redis-server', [file, '--sentinel'], { stdio: 'ignore' });
  const ended = once(server, 'exit');
  return async () => {
    server.kill('SIGKILL');
    await ended;
  };
}
