import assert from 'node:assert/strict';
import { parseRedisUrl, redactRedisUrl } from '../../queue/redis-address.ts';

describe('Redis addresses', () => {
  for (const [url, expected] of [
    ['redis://localhost', { kind: 'single', options: { host: 'localhost', port: 6379, db: 0 } }],
    ['redis://:p%40ss@h:1/2', { kind: 'single', options: { host: 'h', port: 1, db: 2, password: 'p@ss' } }],
    [
      'rediss://u:p@h',
      { kind: 'single', options: { host: 'h', port: 6379, db: 0, username: 'u', password: 'p', tls: {} } },
    ],
    ['redis://[::1]:7000', { kind: 'single', options: { host: '::1', port: 7000, db: 0 } }],
    ['unix:///run/redis.sock', { kind: 'single', options: { path: '/run/redis.sock' } }],
    [
      'redis+sentinel://:p@a:1,b/main',
      {
        kind: 'single',
        options: {
          sentinels: [
            { host: 'a', port: 1 },
            { host: 'b', port: 26379 },
          ],
          name: 'main',
          password: 'p',
        },
      },
    ],
    [
      'redis+cluster://a:1,b:2',
      {
        kind: 'cluster',
        nodes: [
          { host: 'a', port: 1 },
          { host: 'b', port: 2 },
        ],
        options: {},
      },
    ],
  ] as const) {
    it(`reads ${url}`, () => assert.deepEqual(parseRedisUrl(url), expected));
  }

  for (const url of [
    'http://h',
    'localhost:6379',
    'redis://h/x',
    'redis://h/-1',
    'unix://relative',
    'redis+sentinel://a',
    'redis://',
  ]) {
    it(`refuses ${url}, and says what it takes`, () => {
      assert.throws(() => parseRedisUrl(url), { code: 'CONFIG_INVALID', message: /redis:\/\/host:port/ });
    });
  }

  it('hides passwords', () => assert.equal(redactRedisUrl('redis://u:secret@h:1'), 'redis://…@h:1'));
});
