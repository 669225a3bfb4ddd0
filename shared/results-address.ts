import { askingToken, type GivenTokens } from './access.ts';
import { ConfigError } from './errors.ts';
import { redactUserInfo } from './redact-user-info.ts';

/** Where the results service listens: an `http(s)://host:port` origin, or a Unix socket. */
export interface ResultsAddress {
  readonly origin: string;
  readonly socketPath: string | null;
  /** Shown to the service; `null`: none. Whoever may open a socket needs none. */
  readonly token: string | null;
}

/**
 * Reads `http://host:port`, `https://host:port` or `unix:///path/to/socket`.
 *
 * @param name - how the address is called where it was written
 * @throws {ConfigError} `CONFIG_INVALID`; what stands before an `@` is not shown
 */
export function parseResultsUrl(
  url: string,
  tokens: GivenTokens = { token: null, readToken: null },
  name = 'FRAMEFLEET_RESULTS_URL',
): ResultsAddress {
  if (url.startsWith('unix:///')) {
    return { origin: 'http://results', socketPath: url.slice('unix://'.length), token: null };
  }
  if (/^https?:\/\/[^/@]+\/?$/.test(url)) {
    return { origin: url.replace(/\/$/, ''), socketPath: null, token: askingToken(tokens) };
  }
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`${name}\` to be http://host:port or unix:///path/to/socket, got \`${redactUserInfo(url)}\`. A token stands in \`FRAMEFLEET_TOKEN\`.`,
  );
}
