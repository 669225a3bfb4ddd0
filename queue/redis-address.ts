import type { RedisOptions } from 'ioredis';
import { ConfigError } from '../shared/errors.ts';
import { redactUserInfo } from '../shared/redact-user-info.ts';

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
 * Behind all but a socket may stand `?family=4` or `6`: the IP version to reach the hosts by.
 *
 * @throws {ConfigError} `CONFIG_INVALID` for any other form, and for parameters of other names
 */
export function parseRedisUrl(url: string): RedisAddress {
  const [, unixUser, socket] = /^unix:\/\/(?:([^/@]*)@)?(\/.+)$/.exec(url) ?? [];
  if (socket !== undefined) return { kind: 'single', options: { path: socket, ...credentialsOf(unixUser) } };
  const match = /^(rediss?(?:\+cluster)?|redis\+sentinel):\/\/(?:(.*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url);
  if (!match) throw badUrl(url);
  const [, scheme = '', userInfo, authority = '', path = '', parameters = ''] = match;
  const isSentinel = scheme === 'redis+sentinel';
  const nodes = authority.split(',').map((part) => nodeOf(part, isSentinel ? 26379 : 6379, url));
  const common = {
    ...credentialsOf(userInfo),
    ...familyOf(parameters),
    ...(scheme.startsWith('rediss') ? { tls: {} } : {}),
  };
  if (isSentinel) {
    if (path === '') throw badUrl(url);
    return { kind: 'single', options: { sentinels: nodes, name: decodeURIComponent(path), ...common } };
  }
  if (scheme.endsWith('+cluster')) return { kind: 'cluster', nodes, options: common };
  const [node] = nodes;
  const db = Number(path);
  if (!node || nodes.length > 1 || !Number.isInteger(db) || db < 0) throw badUrl(url);
  return { kind: 'single', options: { ...node, db, ...common } };
}

/** The address with user and password hidden, for messages and logs. */
export function redactRedisUrl(url: string): string {
  if (url.startsWith('unix://')) return url.replace(/^unix:\/\/[^/@]*@/, 'unix://…@');
  return redactUserInfo(url);
}

function credentialsOf(userInfo: string | undefined): RedisOptions {
  if (!userInfo) return {};
  const [user = '', ...password] = userInfo.split(':').map(decoded);
  return { ...(user ? { username: user } : {}), ...(password.length > 0 ? { password: password.join(':') } : {}) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    const reason =
      'Expected user and password of `REDIS_URL` to be percent-encoded (`%` as `%25`), got a `%` that stands for itself.';
    throw new ConfigError('CONFIG_INVALID', reason, { cause });
  }
}

function familyOf(parameters: string): Pick<RedisOptions, 'family'> {
  if (parameters === '') return {};
  const given = [...new URLSearchParams(parameters)];
  const others = given.filter(([name, value]) => name !== 'family' || !['0', '4', '6'].includes(value));
  if (others.length === 0) return { family: Number(given.at(-1)?.[1]) };
  const got = others.map(([name, value]) => (name === 'family' ? `family=${value}` : name)).join('`, `');
  const reason = `Expected \`REDIS_URL\` to have no parameter but \`family\` (0, 4 or 6), got \`${got}\`.`;
  throw new ConfigError('CONFIG_INVALID', reason);
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
