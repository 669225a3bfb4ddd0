import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { framefleet, start } from '../fixtures/cli.ts';
import { DEMO } from '../fixtures/clips.ts';
import { processesNaming, until } from '../fixtures/processes.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

/** Rights with which nothing can be done here. */
const USERS = {
  'may not run INFO': ['hosted', '+@all', '-@dangerous'],
  'may only read': ['reader', '+@read', '+ping', '+info', '+select'],
} as const;

describe('A user of Redis without the rights that it takes', () => {
  let redis: TestRedis;
  before(async () => {
    redis = await startRedis();
    const client = createRedis(parseRedisUrl(redis.url));
    for (const [user, ...rights] of Object.values(USERS)) {
      await client.call('ACL', 'SETUSER', user, 'on', '>secret', '~*', '&*', ...rights);
    }
    client.disconnect();
  });
  after(() => redis.stop());
  afterEach(() => assert.deepEqual(processesNaming(home()), []));
  const home = temporaryFolder();

  const envOf = (user: string) => ({ REDIS_URL: redis.url.replace('unix://', `unix://${user}:secret@`) });
  const service = () => `unix://${join(home(), 'results.sock')}`;

  for (const [what, [user]] of Object.entries(USERS)) {
    for (const [command, ...more] of [
      ['detect', DEMO.clip, '--model', DEMO.network],
      ['produce', DEMO.clip, '--model', DEMO.network],
      ['predict', DEMO.clip, '--model', DEMO.network],
    ] as const) {
      it(`that ${what} ends ${command} within seconds, with the reason and what it needs`, async () => {
        const startedAt = performance.now();
        const env = command === 'produce' ? { ...envOf(user), FRAMEFLEET_RESULTS_URL: service() } : envOf(user);
        const { code, stdout, stderr } = await framefleet([command, ...more], home(), env);
        assert.deepEqual([code, stdout], [5, ''], stderr);
        assert.match(stderr, /got: NOPERM .*`\+@all -@dangerous \+info`/s);
        assert.ok(!stderr.includes('secret'), stderr);
        assert.ok(performance.now() - startedAt < 20_000);
        assert.deepEqual(leftIn(home()), []);
      });
    }

    for (const args of [['worker'], ['serve', '--listen', '']]) {
      it(`that ${what} is told by ${args[0]} in its log, once, and does not keep it from ending`, async () => {
        const listen = args.map((arg) => (arg === '' ? service() : arg));
        const { child, ended } = start([...listen, '--log-level', 'warn'], home(), envOf(user));
        let said = '';
        child.stdout!.on('data', (text: string) => {
          said += text;
        });
        await until('it says so', () => said.includes('NOPERM'));
        await new Promise((resolve) => setTimeout(resolve, 3000));
        child.kill('SIGTERM');
        const { code, stdout } = await ended;
        assert.equal(code, 0);
        const lines = stdout.trim().split('\n');
        assert.ok(lines.length <= 6, stdout);
        assert.ok(
          lines.every((line) => line.length < 3000 && !line.includes('secret')),
          stdout,
        );
      });
    }
  }
});

/** Sockets and stores; what was made ready of a model stays. */
function leftIn(home: string): string[] {
  return readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => /\.sock$|\.duckdb/.test(name));
}
