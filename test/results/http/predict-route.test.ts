import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { AccessPolicy } from '../../../shared/access.ts';
import { QueueError } from '../../../shared/errors.ts';
import type { PicturePatience, PictureQuestion } from '../../../shared/picture.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { inFreshFolder, sampleDetection } from '../fixtures/samples.ts';

const answer = { width: 40, height: 30, detections: [sampleDetection()] };

interface Asked {
  readonly question: PictureQuestion;
  readonly bytes: string;
  readonly timeoutMs: number;
}

async function withApp(
  body: (app: FastifyInstance, asked: Asked[]) => Promise<void>,
  access: AccessPolicy = { kind: 'socket' },
): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    const asked: Asked[] = [];
    const ask = async (question: PictureQuestion, bytes: Uint8Array, { timeoutMs }: PicturePatience) => {
      asked.push({ question, bytes: Buffer.from(bytes).toString(), timeoutMs });
      if (question.model.modelId === 'none') throw new QueueError('PREDICTION_TIMEOUT', 'no worker');
      return answer;
    };
    const app = build(
      appParts(store, { access, pictures: { ask, hasWorkers: async () => true, close: async () => undefined } }),
    );
    try {
      await body(app, asked);
    } finally {
      await app.close();
      await store.close();
    }
  });
}

describe('POST /v1/predict', () => {
  const post = (app: FastifyInstance, parameters: string, payload: Buffer | string = 'a picture', type?: string) =>
    app.inject({
      ...{ method: 'POST', url: `/v1/predict${parameters}`, payload },
      headers: type === undefined ? {} : { 'content-type': type },
    });

  it('answers with what is found in the body, whatever its type', () =>
    withApp(async (app, asked) => {
      for (const type of ['image/jpeg', 'application/octet-stream', 'application/x-www-form-urlencoded', undefined]) {
        const reply = await post(app, '', 'a picture', type);
        assert.equal(reply.statusCode, 200, reply.body);
        const { milliseconds, ...prediction } = reply.json();
        assert.deepEqual(prediction, { image: '-', ...answer });
        assert.ok(milliseconds >= 0);
      }
      assert.equal(asked.length, 4);
      assert.deepEqual(asked[0], {
        question: {
          model: { modelId: 'yolov4', modelSha256: null },
          settings: { size: null, confidence: 0.25, iou: 0.45, classes: [], resize: null },
        },
        bytes: 'a picture',
        timeoutMs: 10_000,
      });
    }));

  it("takes the settings that are detect's flags", () =>
    withApp(async (app, asked) => {
      const settings = 'model=m&size=416x224&confidence=0.5&iou=.3&classes=car,%22a,b%22&letterbox=true';
      const reply = await post(app, `?image=gate.jpg&timeout=2.5&${settings}`);
      assert.equal(reply.json().image, 'gate.jpg');
      assert.deepEqual(asked[0]!.question, {
        model: { modelId: 'm', modelSha256: null },
        settings: {
          ...{ size: { width: 416, height: 224 }, confidence: 0.5, iou: 0.3 },
          ...{ classes: ['car', 'a,b'], resize: 'letterbox' },
        },
      });
      assert.equal(asked[0]!.timeoutMs, 2500);
    }));

  for (const [parameters, complaint] of [
    ['?confidence=2', /`confidence` to be a number in 0\.\.1, got `2`/],
    ['?iou=x&size=5', /`iou`.*\n.*`size`|`size`.*\n.*`iou`/],
    ['?timeout=0', /`timeout`/],
    ['?timeout=9999', /`timeout`/],
    ['?classes=a,,b', /`classes`/],
    ['?colour=red', /colour/],
    ['?model=a&model=b', /`model` once/],
  ] as const) {
    it(`refuses ${parameters}`, () =>
      withApp(async (app, asked) => {
        const reply = await post(app, parameters);
        assert.equal(reply.statusCode, 400);
        assert.match(reply.json().error.message, complaint);
        assert.equal(asked.length, 0);
      }));
  }

  it('refuses no picture at all, and one that is too long, without asking anybody', () =>
    withApp(async (app, asked) => {
      assert.equal((await post(app, '', '')).statusCode, 400);
      const long = await post(app, '', Buffer.alloc(33 * 2 ** 20), 'image/png');
      assert.deepEqual([long.statusCode, long.json().error.code], [413, 'CONFIG_INVALID']);
      assert.equal(asked.length, 0);
    }));

  it('needs the token that may write where there are tokens', () =>
    withApp(
      async (app, asked) => {
        const asking = async (token?: string) => {
          const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
          return (await app.inject({ method: 'POST', url: '/v1/predict', payload: 'a picture', headers })).statusCode;
        };
        assert.deepEqual([await asking(), await asking('reader'), await asking('writer')], [401, 403, 200]);
        assert.equal(asked.length, 1);
      },
      { kind: 'tokens', write: 'writer', read: 'reader' },
    ));

  it("answers with a worker's error and its status, and leaves the other routes as they are", () =>
    withApp(async (app) => {
      const late = await post(app, '?model=none');
      assert.deepEqual([late.statusCode, late.json().error.code], [504, 'PREDICTION_TIMEOUT']);
      const run = await app.inject({
        method: 'PUT',
        url: '/runs/r1',
        payload: 'x',
        headers: { 'content-type': 'image/png' },
      });
      assert.ok(run.statusCode >= 400 && run.statusCode < 500);
    }));
});
