import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homePaths } from '../../app/home.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { Database } from '../../results/store/database.ts';
import { rowsOf } from '../../results/store/rows.ts';
import { framefleet, type Running, start } from '../fixtures/cli.ts';
import { DEMO, demoClip } from '../fixtures/clips.ts';
import { FileServer } from '../fixtures/file-server.ts';
import { freePort } from '../fixtures/free-port.ts';
import { ProcessList } from '../fixtures/process-list.ts';
import { until } from '../fixtures/processes.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

/** What nobody may see, each by itself, so that a find tells which it was. */
const SECRETS = {
  redis: 'redisPassword-4711-x',
  wrongRedis: 'redisPassword-wrong-x',
  token: 'writeToken-4711-xxxx',
  readToken: 'readToken-4711-xxxxx',
  wrongToken: 'wrongToken-4711-xxxx',
  httpPassword: 'httpPassword-4711',
  httpParameter: 'httpParameter-4711',
  cameraPassword: 'cameraPassword-4711',
  cameraPath: 'cameraPath-4711',
  cameraStart: 'cameraStart-4711',
  cameraEnd: 'cameraEnd-4711',
} as const;

describe('Secrets', () => {
  const folder = temporaryFolder();

  it('are shown on no terminal, in no log, row, queue or list of processes', async () => {
    const at = (name: string) => join(folder(), name);
    const home = at('home');
    const processes = new ProcessList(Object.values(SECRETS));
    const [redisPort, servePort, healthPort] = [await freePort(), await freePort(), await freePort()];
    const redis = startRedis(redisPort);
    const files = await FileServer.start(demoClip(at('clip.mp4'), 24), basicOf('me', SECRETS.httpPassword));
    const env = {
      REDIS_URL: `redis://:${SECRETS.redis}@127.0.0.1:${redisPort}`,
      FRAMEFLEET_RESULTS_URL: `http://127.0.0.1:${servePort}`,
      FRAMEFLEET_TOKEN: SECRETS.token,
      FRAMEFLEET_READ_TOKEN: SECRETS.readToken,
      FRAMEFLEET_LOG_LEVEL: 'trace',
    };
    const running: Running[] = [];
    const shown: string[] = [];
    const run = async (args: string[], more: Record<string, string> = {}) => {
      const ended = await framefleet(args, home, { ...env, ...more });
      shown.push(ended.stdout, ended.stderr);
      return ended;
    };
    const produce = (name: string, source: string, ...more: string[]) => {
      writeFileSync(at(name), `${source}\n`);
      return run(['produce', `@${at(name)}`, '--model', DEMO.network, ...more]);
    };
    try {
      running.push(start(['serve', '--listen', `127.0.0.1:${servePort}`], home, env));
      running.push(start(['worker', '--threads', '1', '--health-port', `${healthPort}`], home, env));
      const wrongRedis = { ...env, REDIS_URL: `redis://:${SECRETS.wrongRedis}@127.0.0.1:${redisPort}` };
      running.push(start(['worker', '--threads', '1'], home, wrongRedis));
      await until('the service to answer', () => isUp(`http://127.0.0.1:${servePort}/healthz`, SECRETS.token));

      const url = `http://me:${SECRETS.httpPassword}@127.0.0.1:${files.port}/clip.mp4?pw=${SECRETS.httpParameter}`;
      const done = await produce('list', url);
      assert.equal(done.code, 0, done.stderr);
      await expectRefusals();
      await expectNoneInRedis(env.REDIS_URL);
    } finally {
      for (const { child } of running) child.kill('SIGTERM');
      for (const { ended } of running) {
        const { stdout, stderr } = await ended;
        shown.push(stdout, stderr);
      }
      await files.stop();
      await stopRedis(redis);
      processes.close();
    }
    assert.deepEqual(secretsIn(shown.join('\n')), [], 'shown or logged');
    assert.ok(shown.join('\n').includes('WRONGPASS') && shown.join('\n').includes('chunk done'), 'there are logs');
    assert.deepEqual([...processes.found], [], 'listed');
    assert.deepEqual(await secretsInRows(homePaths(home).storeFile), [], 'stored');
    for (const path of filesBelow(home)) {
      assert.deepEqual(secretsIn(readFileSync(path, 'latin1')), [], path);
    }

    /** What goes wrong is told with addresses, too. */
    async function expectRefusals(): Promise<void> {
      for (const [name, source] of Object.entries({
        camera: `rtsp://admin:${SECRETS.cameraPassword}@127.0.0.1:1/stream`,
        path: `rtsp://127.0.0.1:1/user=admin&password=${SECRETS.cameraPath}&channel=1`,
        unencoded: `rtsp://admin:${SECRETS.cameraStart}/${SECRETS.cameraEnd}@127.0.0.1:1/stream`,
        query: `rtsp://admin:${SECRETS.cameraStart}?${SECRETS.cameraEnd}#x@127.0.0.1:1/stream`,
        mistyped: `rtsp:/admin:${SECRETS.cameraPassword}@127.0.0.1/stream`,
      })) {
        const { code, stderr } = await produce(name, source, '--duration', '1');
        assert.equal(code, 3, stderr);
        assert.equal(stderr.includes('write `/` as %2F'), ['unencoded', 'query'].includes(name), stderr);
      }
      const asked = await run(['runs'], { FRAMEFLEET_TOKEN: SECRETS.wrongToken, FRAMEFLEET_READ_TOKEN: '' });
      assert.deepEqual([asked.code, /a token that is known here/.test(asked.stderr)], [2, true], asked.stderr);
      const unreachable = { REDIS_URL: `redis://:${SECRETS.wrongRedis}@127.0.0.1:${redisPort}` };
      assert.equal((await run(['produce', at('clip.mp4'), '--model', DEMO.network], unreachable)).code, 5);
      const withUser = { FRAMEFLEET_RESULTS_URL: `http://me:${SECRETS.httpPassword}@127.0.0.1:1` };
      assert.equal((await run(['runs'], withUser)).code, 2);
    }
  });
});

function secretsIn(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []));
}

async function secretsInRows(path: string): Promise<string[]> {
  const database = await Database.open({ path, readOnly: true, memoryMb: 100 });
  try {
    return await database.read(async (connection) => {
      const tables = await rowsOf<{ name: string }>(connection, {
        sql: "SELECT table_name AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE'",
        values: {},
      });
      const texts: string[] = [];
      for (const { name } of tables) {
        const rows = await rowsOf<{ row: string }>(connection, {
          sql: `SELECT t::VARCHAR AS row FROM "${name}" t`,
          values: {},
        });
        texts.push(...rows.map(({ row }) => row));
      }
      assert.ok(texts.some((text) => text.includes('clip.mp4')));
      return secretsIn(texts.join('\n'));
    });
  } finally {
    await database.close();
  }
}

async function expectNoneInRedis(url: string): Promise<void> {
  const redis = createRedis(parseRedisUrl(url));
  redis.on('error', () => undefined);
  try {
    const keys = await redis.keys('*');
    assert.ok(keys.length > 0);
    const values = await Promise.all(keys.map(async (key) => String(await redis.dump(key))));
    assert.deepEqual(secretsIn([...keys, ...values].join('\n')), [], 'in Redis');
  } finally {
    redis.disconnect();
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && statSync(path).size < 2 ** 26);
}

function basicOf(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

async function isUp(url: string, token: string): Promise<boolean> {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch(() => null);
  return answer?.ok ?? false;
}

/** A redis-server that is told its password where no list of processes shows it. */
function startRedis(port: number): ChildProcess {
  const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', ['-', ...settings], { stdio: ['pipe', 'ignore', 'ignore'] });
  server.stdin.end(`requirepass ${SECRETS.redis}\nmaxmemory-policy noeviction\n`);
  return server;
}

async function stopRedis(server: ChildProcess): Promise<void> {
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
