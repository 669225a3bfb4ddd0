import { ConfigError } from './errors.ts';

/** Where the results service listens: an `http(s)://host:port` origin, or a Unix socket. */
export interface ResultsAddress {
  readonly origin: string;
  readonly socketPath: string | null;
}

/**
 * Reads `http://host:port`, `https://host:port` or `unix:///path/to/socket`.
 *
 * @throws {ConfigError} `CONFIG_INVALID`
 */
export function parseResultsUrl(url: string): ResultsAddress {
  if (url.startsWith('unix:///')) return { origin: 'http://results', socketPath: url.slice('unix://'.length) };
  if (/^https?:\/\/[^/]+\/?$/.test(url)) return { origin: url.replace(/\/$/, ''), socketPath: null };
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`FRAMEFLEET_RESULTS_URL\` to be http://host:port or unix:///path/to/socket, got \`${url}\`.`,
  );
}
