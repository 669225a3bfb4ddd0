import assert from 'node:assert/strict';
import { checkRedis } from '../../queue/check-redis.ts';
import { parseRedisUrl } from '../../queue/redis-address.ts';
import { createRedis } from '../../queue/redis-connection.ts';
import { startRedis, type TestRedis } from '../fixtures/redis.ts';

describe('Whether Redis can be used', () => {
  let redis: TestRedis;
  let asUser: (user: string) => string;

  before(async () => {
    redis = await startRedis();
    const path = redis.url.slice('unix://'.length);
    asUser = (user) => `unix://${user}@${path}`;
    const client = createRedis(parseRedisUrl(redis.url));
    for (const [user, ...rights] of [
      ['all', '+@all'],
      ['noinfo', '+@all', '-info'],
      ['reader', '+@read', '+ping'],
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

  it('is no where nobody listens', () =>
    assert.rejects(checkRedis('redis://127.0.0.1:1'), { code: 'QUEUE_UNREACHABLE', message: /ECONNREFUSED/ }));
});
