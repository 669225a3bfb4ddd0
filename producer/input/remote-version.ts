import { InputError, messageOf } from '../../shared/errors.ts';
import { basicAuthorization } from './basic-authorization.ts';
import type { Input } from './inputs.ts';

const timeoutMs = 30_000;

/**
 * Which version of an http(s) file lies at its address.
 *
 * Asked with HEAD, and where that is refused (addresses that are signed for GET alone, servers that do not know it) with a GET
 * of the first byte.
 *
 * @returns its length in bytes and its ETag, each empty where the server does not say
 * @throws {InputError} `INPUT_NOT_FOUND`, `INPUT_UNREADABLE`
 */
export async function remoteVersion({ source, uri }: Input): Promise<[length: string, etag: string]> {
  const request = requestOf(source, uri);
  const head = await ask(request, 'HEAD').catch((error: unknown) => {
    if (error instanceof DOMException) throw unreadable(uri, messageOf(error), error); // no answer in time
    return null;
  });
  if (head?.ok) return [head.headers.get('content-length') ?? '', head.headers.get('etag') ?? ''];
  const answer = await ask(request, 'GET').catch((error: unknown) => {
    throw unreadable(uri, messageOf(error), error);
  });
  await answer.body?.cancel();
  if (answer.status === 404 || answer.status === 410) {
    throw new InputError('INPUT_NOT_FOUND', `Expected \`${uri}\` to be a video, got HTTP status ${answer.status}.`);
  }
  if (!answer.ok) throw unreadable(uri, `HTTP status ${answer.status}`);
  const total = /\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1];
  return [total ?? answer.headers.get('content-length') ?? '', answer.headers.get('etag') ?? ''];
}

interface RemoteRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

function requestOf(source: string, uri: string): RemoteRequest {
  try {
    const url = new URL(source);
    const authorization = basicAuthorization(url);
    url.username = url.password = '';
    return { url, headers: { ...(authorization !== null && { authorization }) } };
  } catch (error) {
    throw unreadable(
      uri,
      'an address that is none (in a password, write % as %25, / as %2F, ? as %3F and # as %23)',
      error,
    );
  }
}

function ask({ url, headers }: RemoteRequest, method: 'HEAD' | 'GET'): Promise<Response> {
  const range: Record<string, string> = method === 'GET' ? { range: 'bytes=0-0' } : {};
  return fetch(url, { method, headers: { ...headers, ...range }, signal: AbortSignal.timeout(timeoutMs) });
}

function unreadable(uri: string, reason: string, cause?: unknown): InputError {
  return new InputError('INPUT_UNREADABLE', `Expected \`${uri}\` to be readable, got ${reason}.`, { cause });
}
