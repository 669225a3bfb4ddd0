import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { z } from 'zod';
import { errorOfBody } from '../shared/error-body.ts';
import { messageOf, StoreError } from '../shared/errors.ts';
import type { RunLedger } from '../shared/ports.ts';
import type { ResultsAddress } from '../shared/results-address.ts';
import {
  type DroppedChunk,
  type EndOfInput,
  type LedgerSpan,
  ledgerSpanSchema,
  type OpenRun,
  type RunRecord,
  runRecordSchema,
} from '../shared/run.ts';

const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 2000;
const DEFAULT_PATIENCE_MS = 30_000;
const ANSWER_TIMEOUT_MS = 60_000;
const spansSchema = z.array(ledgerSpanSchema);

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * The ledger of a results service, over HTTP or a Unix socket. Every call may be made twice without harm, so calls that get no
 * answer are made again, ever more slowly, until `patienceMs` have passed: `STORE_UNREACHABLE`. What the service refuses is
 * thrown with the code that it gave.
 */
export class HttpLedger implements RunLedger {
  readonly #address: ResultsAddress;
  readonly #patienceMs: number;
  readonly #agent: Agent;

  constructor(address: ResultsAddress, patienceMs = DEFAULT_PATIENCE_MS) {
    this.#address = address;
    this.#patienceMs = patienceMs;
    const connect = address.socketPath === null ? {} : { socketPath: address.socketPath };
    this.#agent = new Agent({ connect, headersTimeout: ANSWER_TIMEOUT_MS, bodyTimeout: ANSWER_TIMEOUT_MS });
  }

  async open(run: OpenRun): Promise<RunRecord> {
    return this.#read(runRecordSchema, await this.#call('PUT', run.runId, '', run));
  }

  async read(runId: string): Promise<RunRecord> {
    return this.#read(runRecordSchema, await this.#call('GET', runId, ''));
  }

  async spans(runId: string): Promise<LedgerSpan[]> {
    return this.#read(spansSchema, await this.#call('GET', runId, '/spans'));
  }

  async drop(runId: string, chunk: DroppedChunk): Promise<void> {
    await this.#call('POST', runId, '/dropped', chunk);
  }

  async endInput(runId: string, end: EndOfInput): Promise<RunRecord> {
    return this.#read(runRecordSchema, await this.#call('PUT', runId, '/end', end));
  }

  /** Ends the connections; may be called twice. */
  async close(): Promise<void> {
    if (!this.#agent.destroyed) await this.#agent.destroy();
  }

  async #call(method: 'GET' | 'PUT' | 'POST', runId: string, path: string, body?: unknown): Promise<string> {
    const url = `${this.#address.origin}/runs/${encodeURIComponent(runId)}${path}`;
    const giveUpAt = Date.now() + this.#patienceMs;
    for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
      const outcome = await this.#attempt(method, url, body);
      if (!('failure' in outcome)) return this.#accepted(outcome);
      if (this.#agent.destroyed || Date.now() + delayMs > giveUpAt) throw this.#unreachable(outcome.failure);
      await sleep(delayMs);
    }
  }

  async #attempt(method: 'GET' | 'PUT' | 'POST', url: string, body: unknown): Promise<Answer | { failure: unknown }> {
    try {
      const response = await request(url, {
        method,
        dispatcher: this.#agent,
        ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      });
      const answer = { status: response.statusCode, text: await response.body.text() };
      const isProxyWithoutService = answer.status >= 502 && errorOfBody(answer.text) === null;
      return isProxyWithoutService ? { failure: `HTTP status ${answer.status}` } : answer;
    } catch (failure) {
      return { failure };
    }
  }

  #accepted({ status, text }: Answer): string {
    if (status < 300) return text;
    throw errorOfBody(text) ?? this.#unreachable(`HTTP status ${status}`);
  }

  #read<T extends z.ZodType>(schema: T, text: string): z.output<T> {
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      throw this.#unreachable(cause instanceof z.ZodError ? 'an answer of another kind' : cause);
    }
  }

  #unreachable(reason: unknown): StoreError {
    const { origin, socketPath } = this.#address;
    return new StoreError(
      'STORE_UNREACHABLE',
      `Expected a results service at \`${socketPath ?? origin}\`, got: ${messageOf(reason)}. Start one with \`framefleet serve\`, or set \`FRAMEFLEET_RESULTS_URL\`.`,
      { cause: reason },
    );
  }
}
