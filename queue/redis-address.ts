import type { RedisOptions } from 'ioredis';
import { ConfigError } from '../shared/errors.ts';

/** Where Redis is, as told by one URL. */
export type RedisAddress =
  | { readonly kind: 'single'; readonly options: RedisOptions }
  | {
      readonly kind: 'cluster';
      readonly nodes: readonly { host: string; port: number }[];
      readonly options: RedisOptions;
    };

/**
 * Reads a Redis URL.
 *
 * | form | meaning |
 * | --- | --- |
 * | `redis://[user:password@]host[:port][/db]` | one server |
 * | `rediss://…` | the same over TLS |
 * | `unix:///path/to/socket` | one server on a Unix socket |
 * | `redis+sentinel://[user:password@]host:port,host:port/name` | the master `name` that these sentinels watch |
 * | `redis+cluster://[user:password@]host:port,host:port` | a cluster; `rediss+cluster:` over TLS |
 *
 * @throws {ConfigError} `CONFIG_INVALID` for any other form
 */
export function parseRedisUrl(url: string): RedisAddress {
  const match =
    /^(redis|rediss|unix|redis\+sentinel|redis\+cluster|rediss\+cluster):\/\/(?:([^@]*)@)?([^/]*)(\/.*)?$/.exec(url);
  if (!match) throw badUrl(url);
  const [, scheme, userInfo, authority = '', path = ''] = match;
  const credentials = credentialsOf(userInfo);
  if (scheme === 'unix') {
    if (authority !== '' || path.length < 2) throw badUrl(url);
    return { kind: 'single', options: { path, ...credentials } };
  }
  const nodes = authority.split(',').map((part) => nodeOf(part, scheme === 'redis+sentinel' ? 26379 : 6379, url));
  const tls = scheme?.startsWith('rediss') ? { tls: {} } : {};
  if (scheme === 'redis+sentinel') {
    if (path.length < 2) throw badUrl(url);
    return { kind: 'single', options: { sentinels: nodes, name: decodeURIComponent(path.slice(1)), ...credentials } };
  }
  if (scheme?.endsWith('+cluster')) return { kind: 'cluster', nodes, options: { ...credentials, ...tls } };
  const [node] = nodes;
  const db = path.length > 1 ? Number(path.slice(1)) : 0;
  if (!node || nodes.length > 1 || !Number.isInteger(db) || db < 0) throw badUrl(url);
  return { kind: 'single', options: { ...node, db, ...credentials, ...tls } };
}

/** The address with its password hidden, for messages and logs. */
export function redactRedisUrl(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@');
}

function credentialsOf(userInfo: string | undefined): RedisOptions {
  if (!userInfo) return {};
  const [user = '', ...password] = userInfo.split(':').map(decodeURIComponent);
  return { ...(user ? { username: user } : {}), ...(password.length > 0 ? { password: password.join(':') } : {}) };
}

function nodeOf(text: string, defaultPort: number, url: string): { host: string; port: number } {
  const match = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(text);
  if (!match?.[1]) throw badUrl(url);
  return { host: match[1].replace(/^\[|\]$/g, ''), port: match[2] ? Number(match[2]) : defaultPort };
}

function badUrl(url: string): ConfigError {
  return new ConfigError(
    'CONFIG_INVALID',
    `Expected \`REDIS_URL\` to be redis://host:port, rediss://…, unix:///socket, redis+sentinel://host:port,…/name or redis+cluster://host:port,…, got \`${redactRedisUrl(url)}\`.`,
  );
}
