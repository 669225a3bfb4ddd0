import assert from 'node:assert/strict';
import type { FastifyInstance } from 'fastify';
import { sampleRun } from '../fixtures/samples.ts';
import { describedStore } from './openapi/described-store.ts';

/** The last of 32 bits, beyond them, beyond 64, nearly beyond all numbers, below nothing, between two. */
const NUMBERS = [2 ** 31 - 1, 2 ** 31, 1e19, 1.7e308, -1, 0.5];
const TEXTS = ['2147483648', '1e19', '1.7e308', '-1', 'NaN'];

type Json = Readonly<Record<string, unknown>>;

/** A value with the number at each of its places replaced in turn, and where that was. */
function* withEach(value: unknown, number: number, place = ''): Generator<[string, unknown]> {
  if (typeof value === 'number') yield [place, number];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    for (const [where, changed] of withEach(part, number, `${place}/${key}`)) {
      yield [where, Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed }];
    }
  }
}

/** Nothing that is asked or told is a fault of the service, and each refusal says why in the one shape. */
async function isAnswered(app: FastifyInstance, method: 'GET' | 'PUT' | 'POST', url: string, payload?: Json) {
  const answer = await app.inject({ method, url, ...(payload && { payload }) });
  const what = `${method} ${url} ${JSON.stringify(payload) ?? ''}: ${answer.statusCode} ${answer.body.slice(0, 300)}`;
  assert.ok(answer.statusCode < 500, what);
  if (answer.statusCode < 400) return true;
  const { error } = answer.json();
  assert.ok(typeof error.code === 'string' && error.message.length > 10, what);
  return false;
}

describe('A number that the store cannot hold', () => {
  it('is refused as such in what is told of a run', () =>
    describedStore('v2', async (app) => {
      let count = 0;
      const opened = (
        await app.inject({ method: 'PUT', url: '/v1/runs/told', payload: sampleRun({ runId: 'told' }) })
      ).json();
      const { generation } = opened;
      const dropped = [{ chunkIndex: 1, firstFrameIndex: 4, frameCount: 4 }];
      const times = {
        fromAt: '2026-11-27T17:00:05.250Z',
        toAt: '2026-11-27T17:00:09.000Z',
        fromSeconds: 5,
        toSeconds: 9,
      };
      const report = {
        captureId: 'c1',
        startedAt: '2026-11-27T17:00:00.250Z',
        dropped,
        gaps: [{ ...times, reason: 'x' }],
      };
      for (const [url, body] of [
        ['/v1/runs/told/capture', { generation, ...report }],
        ['/v1/runs/told/end', { generation, sampledFrames: 8, frameCount: 8, inputError: null }],
      ] as const) {
        for (const number of NUMBERS) {
          for (const [, changed] of withEach(body, number)) {
            await isAnswered(app, url.endsWith('end') ? 'PUT' : 'POST', url, changed as Json);
            count++;
          }
        }
      }
      for (const number of NUMBERS) {
        for (const [, changed] of withEach(sampleRun(), number)) {
          const runId = `run-${count++}`;
          if (await isAnswered(app, 'PUT', `/v1/runs/${runId}`, { ...(changed as Json), runId })) {
            await isAnswered(app, 'GET', `/v1/runs/${runId}`);
          }
        }
      }
      assert.ok(count > 100, `${count}`);
      assert.ok(await isAnswered(app, 'GET', '/v1/runs'), 'what was taken can be read');
    }));

  it('is refused as such in what is asked', () =>
    describedStore('v2', async (app, document) => {
      let count = 0;
      for (const [path, { get }] of Object.entries(document.paths)) {
        const { parameters = [], tags } = (get ?? {}) as {
          parameters?: { name: string; in: string }[];
          tags?: string[];
        };
        if (!get || tags?.[0] === 'service' || path.includes('{') || !path.startsWith('/v1/')) continue;
        for (const { name } of parameters.filter((parameter) => parameter.in === 'query')) {
          for (const text of TEXTS) {
            const always = path.endsWith('/counts') && name !== 'by' ? '&by=label' : '';
            await isAnswered(app, 'GET', `${path}?${name}=${encodeURIComponent(text)}${always}`);
            count++;
          }
        }
      }
      assert.ok(count > 400, `${count}`);
    }));
});
