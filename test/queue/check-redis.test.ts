import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { checkRedis } from '../../queue/check-redis.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { freePort } from '../fixtures/free-port.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';

describe('Whether Redis can be used', () => {
  let redis: TestRedis;
  let asUser: (user: string) => string;
  let port: number;

  before(async () => {
    port = await freePort();
    redis = await startRedis(['--port', String(port), '--bind', '127.0.0.1']);
    const path = redis.url.slice('unix://'.length);
    asUser = (user) => `unix://${user}@${path}`;
    const client = createRedis(parseRedisUrl(redis.url));
    for (const [user, ...rights] of [
      ['all', '+@all'],
      ['noinfo', '+@all', '-info'],
      ['reader', '+@read', '+ping'],
      ['onlooker', '+@read', '+ping', '+info', '+select'],
    ]) {
      await client.call('ACL', 'SETUSER', user!, 'on', '>secret', '~*', '&*', ...rights);
    }
    client.disconnect();
  });
  after(() => redis.stop());

  it('is yes where it answers', () => checkRedis(redis.url));
  it('is yes for a user with every right', () => checkRedis(asUser('all:secret')));

  for (const [what, user, message] of [
    ['a user that may not run INFO', 'noinfo:secret', /got: NOPERM .*'info'.* `\+@all -@dangerous \+info`\.$/],
    ['a user that may only read', 'reader:secret', /got: NOPERM/],
    ['a user that may ask INFO and read', 'onlooker:secret', /got: NOPERM .*'eval'/],
    ['another password', 'all:wrong', /got: WRONGPASS/],
  ] as const) {
    it(`is no for ${what}, and says why`, async () => {
      await assert.rejects(checkRedis(asUser(user)), (error: Error & { code: string }) => {
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /secret|wrong@/);
        return error.code === 'QUEUE_UNREACHABLE';
      });
    });
  }

  it('is yes where Redis is full: room is waited for', async () => {
    const full = await startRedis(['--maxmemory', '1']);
    await checkRedis(full.url).finally(() => full.stop());
  });

  it('is no where Redis has no database of that number', () =>
    assert.rejects(checkRedis(`redis://127.0.0.1:${port}/99`), {
      code: 'QUEUE_UNREACHABLE',
      message: /got: ERR DB index is out of range/,
    }));

  it('is no where the server writes nothing', async () => {
    const replica = await startRedis(['--replicaof', '127.0.0.1', '1']);
    const refused = { code: 'QUEUE_UNREACHABLE', message: /got: READONLY/ };
    await assert.rejects(checkRedis(replica.url), refused).finally(() => replica.stop());
  });

  it('is no within seconds where sentinels do not answer, or nobody is there', async () => {
    const silent = createServer((socket) => socket.resume()).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port: silentPort } = silent.address() as AddressInfo;
    const started = performance.now();
    for (const [sentinels, message] of [
      [`127.0.0.1:${silentPort}`, /no answer within 3 s|All sentinels are unreachable/],
      ['127.0.0.1:1,127.0.0.1:2', /All sentinels are unreachable/],
    ] as const) {
      const refused = { code: 'QUEUE_UNREACHABLE', message };
      await assert.rejects(checkRedis(`redis+sentinel://${sentinels}/main`), refused);
    }
    assert.ok(performance.now() - started < 10_000);
    silent.close();
  });

  it('is no where nobody listens', () =>
    assert.rejects(checkRedis('redis://127.0.0.1:1'), { code: 'QUEUE_UNREACHABLE', message: /ECONNREFUSED/ }));
});
