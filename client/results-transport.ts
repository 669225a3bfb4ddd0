import { setTimeout as sleep } from 'node:timers/promises';
import { type Dispatcher, Pool } from 'undici';
import { z } from 'zod';
import { authorizationOf } from '../shared/access.ts';
import { errorOfBody } from '../shared/error-body.ts';
import { FramefleetError, messageOf, StoreError } from '../shared/errors.ts';
import { HOLD_UPS } from '../shared/hold-ups.ts';
import type { ResultsAddress } from '../shared/results-address.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2000;
/** A sort over a large store may take long before the first row. */
const HEADERS_TIMEOUT_MS = 600_000;
const HEALTH_TIMEOUT_MS = 2_000;
const SHOWN_LETTERS = 60;

type Method = 'GET' | 'PUT' | 'POST';
type Body = Dispatcher.ResponseData['body'];

/**
 * Requests to a results service, over HTTP or a Unix socket. Every call may be made twice without harm, so one that gets no answer
 * (nobody listens, the connection breaks, a proxy has no service behind it) is made again, ever more slowly, until the patience is
 * over: `STORE_UNREACHABLE`. What the service refuses is thrown with the code that it gave; what is no answer of ours is
 * `STORE_UNREACHABLE` too and says what came.
 */
export class ResultsTransport {
  readonly #address: ResultsAddress;
  readonly #patienceMs: number;
  readonly #pool: Pool;

  /** @param patienceMs - 0: one attempt */
  constructor(address: ResultsAddress, patienceMs: number) {
    this.#address = address;
    this.#patienceMs = patienceMs;
    const socket = address.socketPath === null ? {} : { socketPath: address.socketPath };
    this.#pool = new Pool(address.origin, { headersTimeout: HEADERS_TIMEOUT_MS, bodyTimeout: 0, ...socket });
  }

  /** The answer, checked. */
  async ask<T extends z.ZodType>(schema: T, method: Method, path: string, body?: unknown): Promise<z.output<T>> {
    return this.parse(schema, await this.#patiently(async () => (await this.#request(method, path, body)).text()));
  }

  /** For calls whose answer says nothing. */
  async tell(method: Method, path: string, body: unknown): Promise<void> {
    await this.#patiently(async () => (await this.#request(method, path, body)).dump());
  }

  /**
   * The body of a good answer, to be read by the caller; what breaks meanwhile is the caller's to tell.
   *
   * @param question - where it does not fit into the path
   */
  open(path: string, question?: unknown): Promise<Body> {
    return this.#patiently(() => this.#request(question === undefined ? 'GET' : 'POST', path, question));
  }

  /** @throws {StoreError} `STORE_UNREACHABLE` when it is not what a results service answers */
  parse<T extends z.ZodType>(schema: T, text: string): z.output<T> {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch (cause) {
      throw this.unreachable(describeText(text), cause);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.slice(0, 3).map((issue) => `\`${issue.path.join('.')}\`: ${issue.message}`);
    throw this.unreachable(`an answer of another version (${faults.join('; ')})`, parsed.error);
  }

  unreachable(reason: unknown, cause: unknown = reason): StoreError {
    const { origin, socketPath } = this.#address;
    return new StoreError(
      'STORE_UNREACHABLE',
      `Expected a results service at \`${socketPath ?? origin}\`, got: ${messageOf(reason)}. Start one with \`framefleet serve\`, or set \`FRAMEFLEET_RESULTS_URL\`.`,
      { cause },
    );
  }

  /** Whether anything answers like a results service, in whatever health. */
  async isAnswering(): Promise<boolean> {
    try {
      const headers = this.#headers();
      const { body } = await this.#pool.request({ method: 'GET', path: '/healthz', headers, headersTimeout: 5000 });
      return healthSchema.safeParse(JSON.parse(await body.text())).success;
    } catch (error) {
      if (error instanceof Error) return false; // nobody there, or no JSON
      throw error;
    }
  }

  /** What keeps the service from storing, in words; `null` where nothing does. Not patient. */
  async holdUp(): Promise<string | null> {
    try {
      const limits = { headersTimeout: HEALTH_TIMEOUT_MS, bodyTimeout: HEALTH_TIMEOUT_MS };
      const { body } = await this.#pool.request({
        method: 'GET',
        path: '/healthz',
        headers: this.#headers(),
        ...limits,
      });
      const text = await body.text();
      const { data: health } = healthSchema.safeParse(jsonOf(text));
      if (health) return health.error ? HOLD_UPS.storeFailing(health.error.message) : null;
      return errorOfBody(text) ? null : HOLD_UPS.serviceGone(describeText(text)); // what it refuses, each call tells by itself
    } catch (error) {
      return HOLD_UPS.serviceGone(messageOf(error));
    }
  }

  /** Ends the connections; may be called twice. */
  async close(): Promise<void> {
    if (!this.#pool.destroyed) await this.#pool.destroy();
  }

  /** @param attempt - throws our own errors where another attempt is of no use */
  async #patiently<T>(attempt: () => Promise<T>): Promise<T> {
    const giveUpAt = Date.now() + this.#patienceMs;
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof FramefleetError) throw error;
        if (this.#pool.destroyed || Date.now() + delayMs > giveUpAt) throw this.unreachable(error);
      }
      await sleep(delayMs);
    }
  }

  async #request(method: Method, path: string, body: unknown): Promise<Body> {
    const [type, sent] = encoded(body);
    const headers = { ...this.#headers(), ...(type !== null && { 'content-type': type }) };
    const response = await this.#pool.request({ method, path, headers, body: sent });
    if (response.statusCode < 300) return response.body;
    const text = await response.body.text();
    const refusal = errorOfBody(text);
    if (refusal) throw refusal;
    const reason = new Error(`HTTP status ${response.statusCode}, ${describeText(text)}`);
    // a proxy that has no service behind it may have one again
    throw response.statusCode >= 502 ? reason : this.unreachable(reason);
  }

  #headers(): Record<string, string> {
    const { token } = this.#address;
    return token === null ? {} : { authorization: authorizationOf(token) };
  }
}

/** How a body is sent: bytes as they are, anything else as JSON. */
function encoded(body: unknown): [type: string | null, sent: string | Uint8Array | null] {
  if (body === undefined) return [null, null];
  return body instanceof Uint8Array ? ['application/octet-stream', body] : ['application/json', JSON.stringify(body)];
}

const healthSchema = z.object({
  status: z.enum(['ok', 'failing']),
  /** Why nothing can be stored at present. */
  error: z.object({ message: z.string() }).optional(),
});

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a proxy's page
  }
}

/** What came in place of an answer, in a few words: `a web page (<html><head>…)`. */
function describeText(text: string): string {
  const start = text.trim().replaceAll(/\s+/g, ' ');
  if (start === '') return 'an empty answer';
  const shown = start.length > SHOWN_LETTERS ? `${start.slice(0, SHOWN_LETTERS)}…` : start;
  return `${/^<(!doctype|html)/i.test(start) ? 'a web page' : 'a text that is no answer of ours'} (${shown})`;
}
