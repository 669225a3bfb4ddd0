import { ConfigError } from './errors.ts';

/** Where a server listens. */
export type ListenTarget = { readonly socketPath: string } | { readonly host: string; readonly port: number };

/** The host of who names none: this machine alone. */
export const LOOPBACK = '127.0.0.1';

/**
 * Reads `host:port`, `[host]:port` or `unix:///path/to/socket`.
 *
 * @throws {ConfigError} `CONFIG_INVALID`
 */
export function parseListen(text: string): ListenTarget {
  if (text.startsWith('unix:///')) return { socketPath: text.slice('unix://'.length) };
  const target = parseHostAndPort(text);
  if (target) return target;
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`FRAMEFLEET_LISTEN\` to be host:port or unix:///path/to/socket, got \`${text}\`.`,
  );
}

/** Reads `port` (of loopback), `host:port` or `[host]:port`; `null` for any other text. */
export function parsePort(text: string): { readonly host: string; readonly port: number } | null {
  return parseHostAndPort(/^\d+$/.test(text) ? `${LOOPBACK}:${text}` : text);
}

/** Whether a host is this machine alone, by its name. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/i.test(host.replace(/^\[|\]$/g, ''));
}

function parseHostAndPort(text: string): { readonly host: string; readonly port: number } | null {
  const match = /^(?:\[([^\]]+)\]|([^:/]+)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  return match && port <= 65_535 ? { host: (match[1] ?? match[2]) as string, port } : null;
}
