import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { OutputError, StoreError } from '../../../shared/errors.ts';
import type { DetectionRow } from '../../../shared/questions.ts';
import type { ResultsReader } from '../../../shared/results-reader.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { until } from '../fixtures/private-redis.ts';
import { inFreshFolder, sampleDetection, sampleResult, sampleRun, storeResults } from '../fixtures/samples.ts';

const discarded = { stale: 1, refused: 2, unknownRun: 3, invalid: 4, unreadable: 5 };

interface Scene {
  readonly app: FastifyInstance;
  readonly store: DuckDbStore;
  failure: StoreError | null;
  leasesEnded: number;
}

async function withApp(body: (scene: Scene) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    const state = { failure: null as StoreError | null, leasesEnded: 0 };
    const app = build(
      appParts(store, {
        health: async () => ({ failure: state.failure, redis: 'connected', waitingFor: ['a worker'], discarded }),
        onLeaseCount: (openLeases) => {
          if (openLeases === 0) state.leasesEnded++;
        },
      }),
    );
    try {
      await body(Object.assign(state, { app, store }));
    } finally {
      await app.close();
      await store.close();
    }
  });
}

const capture = { captureId: 'c1', startedAt: '2026-11-27T17:00:00.250Z', gaps: [] };

describe('The HTTP interface', () => {
  it('opens a run, accounts for its frames and answers questions about it', () =>
    withApp(async ({ app, store }) => {
      const opened = await app.inject({ method: 'PUT', url: '/runs/r1', payload: sampleRun() });
      assert.deepEqual([opened.statusCode, opened.json().state], [200, 'open']);
      await storeResults(store, [sampleResult(0)]);
      const dropped = [{ chunkIndex: 1, firstFrameIndex: 4, frameCount: 4 }];
      const report = { generation: opened.json().generation, ...capture, dropped };
      const reported = await app.inject({ method: 'POST', url: '/runs/r1/capture', payload: report });
      assert.deepEqual([reported.statusCode, reported.json().droppedFrames], [200, 4]);
      const end = { generation: opened.json().generation, sampledFrames: 8, frameCount: 8, inputError: null };
      const ended = await app.inject({ method: 'PUT', url: '/runs/r1/end', payload: end });
      assert.equal(ended.json().state, 'complete');
      assert.deepEqual((await app.inject('/runs')).json(), [ended.json()]);
      assert.deepEqual((await app.inject('/runs/r1')).json(), ended.json());
      assert.deepEqual((await app.inject('/runs/r1/failures')).json(), []);
      assert.equal((await app.inject('/runs/r1/latency')).json(), null);
      assert.deepEqual((await app.inject('/runs/r1/spans')).json(), [
        { firstChunkIndex: 0, lastChunkIndex: 0, state: 'stored' },
        { firstChunkIndex: 1, lastChunkIndex: 1, state: 'dropped' },
      ]);
      const counted = { detections: 4, frames: 4, lookedFrames: 4, meanPerFrame: 1, maxPerFrame: 1 };
      assert.deepEqual((await app.inject('/counts?by=label')).json(), [{ label: 'person', ...counted }]);
      const { rows, next, coverage } = (await app.inject('/v1/detections?limit=2&format=json')).json();
      assert.deepEqual([rows.length, next], [2, 'r1:1:1']);
      assert.deepEqual(
        coverage.map((row: { state: string; from: number; to: number }) => [row.state, row.from, row.to]),
        [
          ['looked', 0, 0.12],
          ['dropped', 0.12, null],
        ],
      );
      const more = (await app.inject(`/v1/detections?limit=2&format=json&cursor=${next}`)).json();
      assert.deepEqual(
        more.rows.map((row: { frameIndex: number }) => row.frameIndex),
        [2, 3],
      );
      const lines = (await app.inject('/detections?limit=2')).body.split('\n');
      assert.equal(lines.length, 3);
      assert.deepEqual((await app.inject('/detections?limit=1&format=json')).json(), [JSON.parse(lines[0] ?? '')]);
      assert.deepEqual((await app.inject('/detections?format=json&from=99')).json(), []);
    }));

  for (const [method, url, payload, status, code] of [
    ['GET', '/runs/ghost', undefined, 404, 'RUN_NOT_FOUND'],
    ['GET', '/runs/ghost/spans', undefined, 404, 'RUN_NOT_FOUND'],
    ['GET', '/runs?run=ghost', undefined, 404, 'RUN_NOT_FOUND'],
    ['GET', '/detections?video=none.mp4', undefined, 404, 'RUN_NOT_FOUND'],
    ['GET', '/detections?label=unicorn', undefined, 400, 'QUERY_INVALID'],
    ['GET', '/detections?colour=red', undefined, 400, 'QUERY_INVALID'],
    ['GET', '/detections?run=a&run=b', undefined, 400, 'QUERY_INVALID'],
    ['GET', '/detections?format=xml', undefined, 400, 'QUERY_INVALID'],
    ['GET', '/detections?zone=1,2,3', undefined, 400, 'QUERY_INVALID'],
    ['GET', '/counts', undefined, 400, 'QUERY_INVALID'],
    ['GET', '/counts?by=week', undefined, 400, 'QUERY_INVALID'],
    ['GET', '/runs/r1?limit=1', undefined, 400, 'QUERY_INVALID'],
    ['GET', '/nowhere', undefined, 404, 'CONFIG_INVALID'],
    ['PUT', '/runs/r1', {}, 400, 'CONFIG_INVALID'],
    ['PUT', '/runs/other', sampleRun(), 400, 'CONFIG_INVALID'],
    [
      'PUT',
      '/runs/r1/end',
      { generation: 1, sampledFrames: -1, frameCount: null, inputError: null },
      400,
      'CONFIG_INVALID',
    ],
    [
      'PUT',
      '/runs/r1/end',
      { generation: 1, sampledFrames: 2 ** 31, frameCount: null, inputError: null },
      400,
      'CONFIG_INVALID',
    ],
    [
      'PUT',
      '/runs/r1/end',
      { generation: 1, sampledFrames: 1, frameCount: 2 ** 31, inputError: null },
      400,
      'CONFIG_INVALID',
    ],
    [
      'POST',
      '/runs/r1/capture',
      { generation: 1, ...capture, dropped: [{ chunkIndex: 2 ** 31, firstFrameIndex: 0, frameCount: 1 }] },
      400,
      'CONFIG_INVALID',
    ],
    ['PUT', '/runs/r1/end', { sampledFrames: 1, frameCount: null, inputError: null }, 400, 'CONFIG_INVALID'],
    ['GET', '/runs/%zz', undefined, 400, 'CONFIG_INVALID'],
    ['GET', `/runs/${'x'.repeat(200)}`, undefined, 404, 'RUN_NOT_FOUND'],
    ['GET', `/runs/${'x'.repeat(201)}`, undefined, 414, 'CONFIG_INVALID'],
    ['POST', '/runs/ghost/capture', { generation: 1, ...capture, dropped: [] }, 404, 'RUN_NOT_FOUND'],
  ] as const) {
    it(`answers ${status} ${code} to ${method} ${url.slice(0, 50)} ${JSON.stringify(payload)?.slice(0, 50) ?? ''}`, () =>
      withApp(async ({ app }) => {
        const answer = await app.inject({ method, url, ...(payload && { payload }) });
        assert.equal(answer.statusCode, status);
        assert.equal(answer.json().error.code, code);
        assert.ok(answer.json().error.message.length > 10);
      }));
  }

  it('answers 409 to other work under the name of a run', () =>
    withApp(async ({ app }) => {
      await app.inject({ method: 'PUT', url: '/runs/r1', payload: sampleRun() });
      const other = sampleRun({ settings: { every: 5 } });
      const answer = await app.inject({ method: 'PUT', url: '/runs/r1', payload: other });
      assert.deepEqual([answer.statusCode, answer.json().error.code], [409, 'RUN_CONFLICT']);
    }));

  it('is healthy unless results cannot be stored, and tells how many were discarded', () =>
    withApp(async (scene) => {
      const healthy = await scene.app.inject('/healthz');
      assert.equal(healthy.statusCode, 200);
      assert.deepEqual(healthy.json(), { status: 'ok', redis: 'connected', waitingFor: ['a worker'], discarded });
      scene.failure = new StoreError('STORE_UNWRITABLE', 'no space left');
      const answer = await scene.app.inject('/healthz');
      assert.deepEqual([answer.statusCode, answer.json().error.message], [503, 'no space left']);
    }));

  it('is healthy also while a lake cannot be written, and tells of it', () =>
    withApp(async ({ store }) => {
      const message = 'Expected the lake `/lake` to take what is written, got: ENOSPC.';
      for (const [lake, told] of [
        [
          { waiting: 0, failure: null },
          { status: 'ok', waiting: 0 },
        ],
        [
          { waiting: 2, failure: new OutputError('OUTPUT_UNWRITABLE', message) },
          { status: 'failing', waiting: 2, error: { code: 'OUTPUT_UNWRITABLE', message } },
        ],
      ] as const) {
        const health = async () => ({ failure: null, redis: 'connected' as const, waitingFor: [], discarded, lake });
        const app = build(appParts(store, { health }));
        const answer = await app.inject('/healthz');
        assert.deepEqual([answer.statusCode, answer.json().status, answer.json().lake], [200, 'ok', told]);
        await app.close();
      }
    }));

  for (const [what, bytes, status] of [
    ['bytes that are no HTTP', 'hello\r\n\r\n', 400],
    ['headers that are too long', `GET / HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(100_000)}\r\n\r\n`, 431],
  ] as const) {
    it(`answers ${status} and a code to ${what}`, () =>
      withApp(async ({ app }) => {
        await app.listen({ port: 0, host: '127.0.0.1' });
        const [, head = '', body = ''] = /^(.*?)\r\n\r\n(.*)$/s.exec(await answerTo(app, bytes)) ?? [];
        assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
        assert.equal(JSON.parse(body).error.code, 'CONFIG_INVALID');
      }));
  }

  it('gives no lease to who only asks for the head of one', () =>
    withApp(async ({ app }) => {
      const answer = await app.inject({ method: 'HEAD', url: '/lease' });
      assert.equal(answer.statusCode, 404);
    }));

  it('tells when the last lease has ended, not before', () =>
    withApp(async (scene) => {
      const url = `${await scene.app.listen({ port: 0, host: '127.0.0.1' })}/lease`;
      const leases = await Promise.all(
        [get(url), get(url)].map(async (request) => {
          await once(request, 'response');
          return request;
        }),
      );
      leases[0]?.destroy();
      const later = get(url);
      await once(later, 'response');
      leases[1]?.destroy();
      assert.equal(scene.leasesEnded, 0);
      later.destroy();
      await until('the end of the last lease', () => scene.leasesEnded === 1);
    }));

  it('streams a long answer no faster than it is read, and stands an asker who leaves', () =>
    inFreshFolder(async (folder) => {
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      await storeManyDetections(store);
      let [pulled, left] = [0, 0];
      const reader = countingReader(
        store,
        () => pulled++,
        () => left++,
      );
      const app = build(appParts(store, { reader }));
      const origin = await app.listen({ port: 0, host: '127.0.0.1' });
      const impatient = await fetch(`${origin}/detections`);
      await impatient.body?.cancel();
      await until('the answer to be given up', () => left === 1);

      pulled = 0;
      const parts = ((await fetch(`${origin}/detections`)).body as ReadableStream<Uint8Array>).values();
      const first = await parts.next();
      await sleep(300);
      const pulledWhileUnread = pulled;
      let lines = linesIn(first.value);
      for await (const part of parts) lines += linesIn(part);
      assert.equal(lines, 200_000);
      assert.ok(pulledWhileUnread < pulled / 2, `${pulledWhileUnread} of ${pulled} batches were taken unread`);
      await app.close();
      await store.close();
    }));
});

/** What comes back for some bytes until the service hangs up. */
async function answerTo(app: FastifyInstance, bytes: string): Promise<string> {
  const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  socket.write(bytes);
  await once(socket, 'close');
  return text;
}

/** 500 chunks of 4 frames with 100 detections each. */
async function storeManyDetections(store: DuckDbStore): Promise<void> {
  await store.ledger.open(sampleRun());
  const detections = Array.from({ length: 100 }, (_, classId) => sampleDetection({ classId }));
  for (let chunk = 0; chunk < 500; chunk += 50) {
    const results = Array.from({ length: 50 }, (_, index) => sampleResult(chunk + index));
    await storeResults(
      store,
      results.map((r) => ({ ...r, frames: r.frames.map((f) => ({ ...f, detections })) })),
    );
  }
}

function countingReader({ reader }: DuckDbStore, onBatch: () => void, onEnd: () => void): ResultsReader {
  async function* counted(batches: AsyncIterable<readonly DetectionRow[]>): AsyncGenerator<readonly DetectionRow[]> {
    try {
      for await (const rows of batches) {
        onBatch();
        yield rows;
      }
    } finally {
      onEnd();
    }
  }
  return {
    runs: (filter) => reader.runs(filter),
    detections: async (filter) => counted(await reader.detections(filter)),
    counts: (filter) => reader.counts(filter),
    cursor: (filter) => reader.cursor(filter),
    timeline: (filter) => reader.timeline(filter),
    days: (filter) => reader.days(filter),
    frames: (filter) => reader.frames(filter),
    runVideos: (filter) => reader.runVideos(filter),
    latency: async () => null,
    heatMap: (filter) => reader.heatMap(filter),
    segments: (filter) => reader.segments(filter),
    coverage: (filter) => reader.coverage(filter),
    failures: (runId) => reader.failures(runId),
    close: () => reader.close(),
  };
}

function linesIn(part: Uint8Array | undefined): number {
  return part?.filter((byte) => byte === 10).length ?? 0;
}
