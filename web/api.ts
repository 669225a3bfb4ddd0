import type { RawFilter } from '../shared/questions.ts';
import { linesOf } from './lines.ts';

/** A question that was refused, or failed; the message is for people. */
export class ApiError extends Error {
  readonly status: number;
  /** Of docs/errors.md; empty where nothing like it came. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Whether an error says that its question was given up for another. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Asks the service that the page comes from, and no other. */
export class Api {
  readonly #tokenOf: () => string | null;
  readonly #onRefused: (error: ApiError) => void;

  /**
   * @param tokenOf - what is shown to the service; `null`: nothing
   * @param onRefused - hears that a token is needed, or another one
   */
  constructor(tokenOf: () => string | null, onRefused: (error: ApiError) => void) {
    this.#tokenOf = tokenOf;
    this.#onRefused = onRefused;
  }

  /** An answer in one piece. */
  async get<T>(path: string, parameters: RawFilter = {}, signal?: AbortSignal): Promise<T> {
    return (await this.#ask('GET', addressOf(path, parameters), { signal })).json() as Promise<T>;
  }

  /** @returns what the service answers; `undefined` where that is nothing */
  async send<T>(method: Exclude<Method, 'GET'>, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const answer = await this.#ask(method, path, { body, signal });
    const text = await answer.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** A picture, or another file. */
  async picture(path: string, parameters: RawFilter = {}, signal?: AbortSignal): Promise<Blob> {
    return (await this.#ask('GET', addressOf(path, parameters), { signal })).blob();
  }

  /** Rows of an answer as they come, some at a time; who stops reading ends it. */
  async *rows<T>(path: string, parameters: RawFilter = {}, signal?: AbortSignal): AsyncGenerator<T[], void> {
    const answer = await this.#ask('GET', addressOf(path, { ...parameters, format: 'ndjson' }), { signal });
    for await (const lines of linesOf(answer.body!)) yield lines.map((line) => JSON.parse(line) as T);
  }

  /** The answer itself, for who reads it another way. */
  async open(path: string, parameters: RawFilter = {}, signal?: AbortSignal): Promise<Response> {
    return this.#ask('GET', addressOf(path, parameters), { signal });
  }

  async #ask(
    method: Method,
    address: string,
    { body, signal }: { readonly body?: unknown; readonly signal?: AbortSignal | undefined },
  ): Promise<Response> {
    const token = this.#tokenOf();
    const headers: Record<string, string> = {};
    if (token !== null) headers.authorization = `Bearer ${token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const answer = await fetch(address, {
      ...{ method, headers, signal: signal ?? null, credentials: 'omit', redirect: 'error' },
      body: body === undefined ? null : JSON.stringify(body),
    }).catch((error: unknown) => {
      throw isGivenUp(error) ? error : new ApiError(0, '', 'The results service does not answer. Is it still running?');
    });
    if (answer.ok) return answer;
    const refusal = await refusalOf(answer);
    if (refusal.status === 401) this.#onRefused(refusal);
    throw refusal;
  }
}

async function refusalOf(answer: Response): Promise<ApiError> {
  const text = await answer.text();
  try {
    const { error } = JSON.parse(text) as { error: { code: string; message: string } };
    return new ApiError(answer.status, error.code, error.message);
  } catch {
    return new ApiError(answer.status, '', `The results service answered with status ${answer.status}.`); // a proxy's page
  }
}

/** A path with its parameters; commas stay, so that long lists of runs stay short. */
export function addressOf(path: string, parameters: RawFilter): string {
  const written = Object.entries(parameters).map(
    ([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%2C', ',')}`,
  );
  return written.length === 0 ? path : `${path}${path.includes('?') ? '&' : '?'}${written.join('&')}`;
}
