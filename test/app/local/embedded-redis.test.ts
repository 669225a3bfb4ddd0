import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedRedis } from '../../../app/local/embedded-redis.ts';
import { parseRedisUrl } from '../../../queue/redis-address.ts';
import { createRedis } from '../../../queue/redis-connection.ts';
import { createLogger } from '../../../shared/logging.ts';
import { processesNaming, until } from '../../fixtures/processes.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';

/** Starts a server, says so, and stays. */
const STARTER = `
  const { EmbeddedRedis } = await import(${JSON.stringify(new URL('../../../app/local/embedded-redis.js', import.meta.url).href)});
  const log = { debug() {}, warn() {}, error() {} };
  await EmbeddedRedis.start(process.argv[1], log, process.argv[2]);
  setInterval(() => undefined, 1000);
  process.stdout.write('started');`;

describe('EmbeddedRedis', () => {
  const folder = temporaryFolder();
  const log = createLogger('test', 'silent', process.stderr);
  const socket = () => join(folder(), 'run', 'redis.sock');
  const servers = () =>
    processesNaming(socket())
      .filter(({ command }) => command.includes('redis-server'))
      .map(({ pid }) => pid);

  async function isAnswering(): Promise<boolean> {
    const redis = createRedis(parseRedisUrl(`unix://${socket()}`), {
      retryStrategy: () => null,
      maxRetriesPerRequest: 0,
    });
    redis.on('error', () => undefined);
    try {
      return (await redis.ping()) === 'PONG';
    } catch {
      return false;
    } finally {
      redis.disconnect();
    }
  }

  it('answers on a socket that the user alone may open, and is gone when it is closed', async () => {
    const redis = await EmbeddedRedis.start(socket(), log);
    assert.ok(await isAnswering());
    assert.deepEqual([statSync(socket()).mode & 0o777, statSync(dirname(socket())).mode & 0o777], [0o700, 0o700]);
    assert.equal(redis.isAdopted, false);
    await redis.close();
    await redis.close();
    assert.deepEqual([servers(), existsSync(socket())], [[], false]);
  });

  it('is started anew when it dies', async () => {
    const redis = await EmbeddedRedis.start(socket(), log);
    const [first] = servers();
    process.kill(first!, 'SIGKILL');
    await until('another server answers', async () => !servers().includes(first!) && (await isAnswering()));
    await redis.close();
    assert.deepEqual(servers(), []);
  });

  it('ends when what started it is killed, as soon as nobody else is connected, and the files that it names with it', async () => {
    const payloadFolder = join(folder(), 'pay loads');
    mkdirSync(payloadFolder);
    writeFileSync(join(payloadFolder, 'one'), 'x');
    const starter = spawn(process.execPath, ['--input-type=module', '-e', STARTER, socket(), payloadFolder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(starter.stdout, 'data');
    const other = createRedis(parseRedisUrl(`unix://${socket()}`));
    other.on('error', () => undefined);
    await other.ping();
    starter.kill('SIGKILL');
    await once(starter, 'exit');
    await sleep(2500);
    assert.equal(servers().length, 1, 'it stays for who is connected');
    assert.ok(existsSync(join(payloadFolder, 'one')));
    other.disconnect();
    await until('server and watch have ended', () => processesNaming(socket()).length === 0);
    assert.deepEqual([existsSync(socket()), existsSync(payloadFolder)], [false, false]);
  });

  it('takes over a server that runs already, and ends it in the end', async () => {
    const left = await EmbeddedRedis.start(socket(), log);
    const redis = await EmbeddedRedis.start(socket(), log);
    assert.equal(redis.isAdopted, true);
    assert.equal(servers().length, 1);
    await Promise.all([redis.close(), left.close()]);
    await until('the server has ended', () => servers().length === 0);
  });
});
