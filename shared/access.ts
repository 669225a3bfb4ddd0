import { createHash, timingSafeEqual } from 'node:crypto';
import { ConfigError, FramefleetError } from './errors.ts';
import { isLoopback, type ListenTarget } from './listen-address.ts';

/** What a request needs: to ask, or to change something; or nothing, since it is told nothing of the store. */
export type Access = 'none' | 'read' | 'write';

/** Tokens as the environment names them; `null` where it does not. */
export interface GivenTokens {
  /** `FRAMEFLEET_TOKEN` */
  readonly token: string | null;
  /** `FRAMEFLEET_READ_TOKEN` */
  readonly readToken: string | null;
}

/** Who is let in at an address. */
export type AccessPolicy =
  /** Who may open the socket's file. */
  | { readonly kind: 'socket' }
  /** Whoever is on this machine. */
  | { readonly kind: 'loopback' }
  /** Who knows a token. */
  | { readonly kind: 'tokens'; readonly write: string; readonly read: string | null };

/** What says who asks. */
export interface RequestHeaders {
  readonly authorization?: string | undefined;
  readonly host?: string | undefined;
}

/** It goes into URLs, headers and configuration files as it is. */
const TOKEN = /^[A-Za-z0-9._~-]{16,512}$/;

/**
 * Who is let in where a server listens: on a Unix socket who may open its file, on loopback everybody of this machine unless there
 * is a token, elsewhere only who has a token.
 *
 * @throws {ConfigError} `CONFIG_INVALID` without a token where one is needed, and for tokens that are none; they are not shown
 */
export function accessPolicyOf(target: ListenTarget, given: GivenTokens): AccessPolicy {
  if ('socketPath' in target) return { kind: 'socket' };
  requireTokens(given);
  if (given.token !== null) return { kind: 'tokens', write: given.token, read: given.readToken };
  if (isLoopback(target.host)) return { kind: 'loopback' };
  throw new ConfigError(
    'CONFIG_INVALID',
    `Expected \`FRAMEFLEET_TOKEN\` to be set where others than this machine are answered (\`${target.host}:${target.port}\`), got nothing. Set it to a secret of at least 16 letters and digits (\`openssl rand -hex 24\`), here and where commands ask, or listen on 127.0.0.1.`,
  );
}

/**
 * Why a request is not let in; `null` when it is.
 *
 * Without a token a request has to name this machine as its host, so that no web page that a browser of this machine shows can
 * ask by giving its own name the address of loopback.
 */
export function refusalOf(policy: AccessPolicy, needed: Access, headers: RequestHeaders): FramefleetError | null {
  if (policy.kind === 'socket') return null;
  if (policy.kind === 'loopback') {
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    return isLoopback(host)
      ? null
      : refused('a request to this machine by its own name (localhost, 127.0.0.1)', `\`${host}\``);
  }
  if (needed === 'none') return null;
  const [, token = ''] = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  // both are compared, whatever the first says
  const isWriter = isSame(token, policy.write);
  const isReader = policy.read !== null && isSame(token, policy.read);
  if (isWriter || (isReader && needed === 'read')) return null;
  if (!isReader) return token === '' ? refused('a token', 'none') : refused('a token that is known here', 'another');
  return new FramefleetError(
    'TOKEN_READ_ONLY',
    'Expected the token that may write (`FRAMEFLEET_TOKEN`), got the one that may only ask.',
  );
}

/** The header that shows a token. */
export function authorizationOf(token: string): string {
  return `Bearer ${token}`;
}

/** The token to ask with: the one that may do more, if there is one. */
export function askingToken({ token, readToken }: GivenTokens): string | null {
  return token ?? readToken;
}

/** @throws {ConfigError} `CONFIG_INVALID` with all faults */
function requireTokens({ token, readToken }: GivenTokens): void {
  const faults: string[] = [];
  for (const [name, value] of Object.entries({ FRAMEFLEET_TOKEN: token, FRAMEFLEET_READ_TOKEN: readToken })) {
    if (value === null || TOKEN.test(value)) continue;
    faults.push(`Expected \`${name}\` to be 16 to 512 letters, digits, -, ., _ and ~, got another text (not shown).`);
  }
  if (readToken !== null && token === null) {
    faults.push('Expected `FRAMEFLEET_TOKEN` to be set where `FRAMEFLEET_READ_TOKEN` is, got nothing.');
  }
  if (readToken !== null && readToken === token) {
    faults.push('Expected `FRAMEFLEET_READ_TOKEN` to be another than `FRAMEFLEET_TOKEN`, got the same.');
  }
  if (faults.length > 0) throw new ConfigError('CONFIG_INVALID', faults.join('\n'));
}

function refused(expected: string, got: string): FramefleetError {
  return new FramefleetError(
    'TOKEN_REQUIRED',
    `Expected ${expected}, got ${got}: set \`FRAMEFLEET_TOKEN\` or \`FRAMEFLEET_READ_TOKEN\` to that of the service.`,
  );
}

/** In a time that depends on neither. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digestOf(one), digestOf(other));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
