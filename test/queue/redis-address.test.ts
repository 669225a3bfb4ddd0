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
    ['unix:///home/a@b/redis.sock', { kind: 'single', options: { path: '/home/a@b/redis.sock' } }],
    ['unix://:p@/redis.sock', { kind: 'single', options: { path: '/redis.sock', password: 'p' } }],
    ['redis://h/0?family=6', { kind: 'single', options: { host: 'h', port: 6379, db: 0, family: 6 } }],
    ['redis://h?family=4', { kind: 'single', options: { host: 'h', port: 6379, db: 0, family: 4 } }],
    [
      'redis://u:p@s/s:w@h/1',
      { kind: 'single', options: { host: 'h', port: 6379, db: 1, username: 'u', password: 'p@s/s:w' } },
    ],
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

  for (const [url, message] of [
    ['redis://h/0?family=5', '`family=5`'],
    ['redis://h?tls=true&family=4&pw=secret', '`tls`, `pw`'],
    ['redis://:50%off@h', 'percent-encoded'],
  ] as const) {
    it(`says what is wrong with ${url}`, () => {
      assert.throws(
        () => parseRedisUrl(url),
        (error: Error & { code: string }) => {
          assert.deepEqual([error.code, /secret|50%off/.test(error.message)], ['CONFIG_INVALID', false]);
          return error.message.includes(message);
        },
      );
    });
  }

  for (const [url, shown] of [
    ['redis://u:secret@h:1', 'redis://…@h:1'],
    ['redis://u:se@cr/et?#@h:1/0', 'redis://…@h:1/0'],
    ['u:secret@h:1', '…@h:1'],
    ['redis+cluster://:secret@a:1,b:2', 'redis+cluster://…@a:1,b:2'],
    ['unix://:secret@/a@b.sock', 'unix://…@/a@b.sock'],
    ['unix:///a@b.sock', 'unix:///a@b.sock'],
    ['redis://h:1', 'redis://h:1'],
  ] as const) {
    it(`shows ${url} as ${shown}`, () => assert.equal(redactRedisUrl(url), shown));
  }
});
