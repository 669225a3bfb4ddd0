import assert from 'node:assert/strict';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifyInstance } from 'fastify';
import type { OpenApi } from '../../../../results/http/openapi/document.ts';
import type { JsonSchema } from '../../../../results/http/openapi/schemas.ts';
import { sampleRun } from '../../fixtures/samples.ts';
import { describedStore } from './described-store.ts';

/** What is asked on each path that can be; every GET of the description has to be here. `RUN` is a run that is complete. */
const ASKED: Readonly<Record<string, readonly string[]>> = {
  '/v1/detections': ['?label=car&limit=300', '?limit=2&order=confidence&run=RUN'],
  '/v1/counts': ['?by=label', '?by=run,minute,label', '?by=video', '?by=zone&zone=a=0,0,50,100%;b=50,0,100,100%'],
  '/v1/detections/cursor': ['?skip=9', '?label=car'],
  '/v1/timeline': ['?run=RUN&bins=20', '?axis=stream&run=RUN&label=car'],
  '/v1/days': ['?label=car'],
  '/v1/heat-map': ['', '?label=car&columns=4&rows=3&spot=box'],
  '/v1/segments': ['?label=car', '?where=car>=2&minus=person'],
  '/v1/frames': ['?run=RUN&label=car&to=3'],
  '/v1/run-videos': [''],
  '/v1/coverage': ['', '?run=RUN'],
  '/v1/tracks': ['?run=RUN'],
  '/v1/track-boxes': ['?run=RUN&limit=200'],
  '/v1/visits': ['?run=RUN&zone=0,0,60,100%', '?run=RUN&fromZone=a=0,0,50,100%&toZone=b=50,0,100,100%'],
  '/v1/crossings': ['?run=RUN&line=50%,0,50%,100%'],
  '/v1/zones': [''],
  '/v1/notes': [''],
  '/v1/videos/{videoId}/zones': [''],
  '/v1/videos/{videoId}/notes': [''],
  '/v1/runs': ['', '?limit=1'],
  '/v1/runs/{runId}': [''],
  '/v1/runs/{runId}/spans': [''],
  '/v1/runs/{runId}/failures': [''],
  '/v1/runs/{runId}/carried': [''],
  '/v1/runs/{runId}/latency': [''],
  '/detections': ['?limit=3'],
  '/counts': ['?by=label'],
  '/runs': [''],
  '/runs/{runId}': [''],
  '/runs/{runId}/spans': [''],
  '/runs/{runId}/failures': [''],
  '/runs/{runId}/latency': [''],
  '/healthz': [''],
  '/v1/openapi.json': [''],
};
/** What wants to know when videos were recorded, which the store v1 does not. */
const OF_CLOCK = ['/v1/timeline?run=RUN&bins=20', '/v1/days?label=car'];
const NO_JSON = [
  '/v1/report',
  '/lease',
  '/docs',
  '/docs/{path}',
  '/',
  '/page/{file}',
  '/v1/exports/{format}',
  '/v1/videos/{videoId}/frame-times',
  '/v1/videos/{videoId}/source',
  '/v1/videos/{videoId}/frames/{frameIndex}.jpg',
];

type Content = Readonly<Record<string, { readonly schema: JsonSchema }>>;

/** Judges by the schemas of a document, and by them alone: a field that they do not tell of is a fault. */
function judgeOf(document: OpenApi): (schema: JsonSchema, value: unknown, what: string) => void {
  const ajv = new Ajv.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const { schemas } = closed({ schemas: document.components.schemas }) as { schemas: Record<string, JsonSchema> };
  ajv.addSchema({ $id: 'document', components: { schemas } });
  return (schema, value, what) => {
    const pointed = JSON.parse(JSON.stringify(closed(schema)).replaceAll('"#/components', '"document#/components'));
    const judge = ajv.compile(pointed);
    assert.ok(judge(value), `${what}: ${ajv.errorsText(judge.errors)} ${JSON.stringify(value).slice(0, 300)}`);
  };
}

function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, closed(one)]));
  return inner.type === 'object' && inner.properties ? { additionalProperties: false, ...inner } : inner;
}

function contentOf(document: OpenApi, path: string, method = 'get'): Content {
  const { responses } = document.paths[path]![method] as { responses: Record<string, { content: Content }> };
  return responses[200]!.content;
}

/** The values of an answer with the schema of each: the lines of NDJSON, or the one of JSON. */
async function valuesOf(app: FastifyInstance, url: string, content: Content): Promise<[JsonSchema, unknown][]> {
  const { statusCode, body, headers } = await app.inject(url);
  assert.equal(statusCode, 200, `${url}: ${body}`);
  const [type = ''] = String(headers['content-type']).split(';');
  const { schema } = content[type] ?? assert.fail(`${url} answers ${type}, which is not described`);
  const texts = type === 'application/x-ndjson' ? body.split('\n').slice(0, -1) : [body];
  return texts.map((text) => [schema, JSON.parse(text)]);
}

describe('The description of answers', () => {
  for (const name of ['v1', 'v2'] as const) {
    it(`fits those from the store ${name}, in every form and on every path`, () =>
      describedStore(name, async (app, document) => {
        const judge = judgeOf(document);
        const runs = (await app.inject('/v1/runs')).json() as { runId: string; videoId: string; state: string }[];
        const complete = runs.find(({ state }) => state === 'complete')!;
        const ids = [complete.runId, runs.at(-1)!.runId];
        const paths = Object.keys(document.paths).filter(
          (path) => document.paths[path]!.get && !NO_JSON.includes(path),
        );
        assert.deepEqual(Object.keys(ASKED).sort(), paths.sort());
        for (const [path, all] of Object.entries(ASKED)) {
          const content = contentOf(document, path);
          let rows = 0;
          const answered = all.filter((asked) => name !== 'v1' || !OF_CLOCK.includes(`${path}${asked}`));
          for (const asked of answered) {
            const forms = Object.keys(content).length > 1 ? ['ndjson', 'json'] : [null];
            for (const form of forms) {
              for (const id of path.includes('{runId}') ? ids : [ids[0]!]) {
                const start =
                  `${path.replace('{runId}', id).replace('{videoId}', complete.videoId)}${asked.replace('RUN', id)}`
                    .replaceAll('%', '%25')
                    .replaceAll('>', '%3E');
                const url = form === null ? start : `${start}${asked === '' ? '?' : '&'}format=${form}`;
                for (const [schema, value] of await valuesOf(app, url, content)) {
                  judge(schema, value, url);
                  rows++;
                }
              }
            }
          }
          assert.ok(rows > 0 || answered.length === 0, `${path} has no rows to judge by`);
        }
      }));
  }

  it('fits predictions, what is told of runs, and refusals', () =>
    describedStore('v1', async (app, document) => {
      const judge = judgeOf(document);
      const picture = await app.inject({ method: 'POST', url: '/v1/predict', payload: Buffer.from('a picture') });
      judge(contentOf(document, '/v1/predict', 'post')['application/json']!.schema, picture.json(), 'a prediction');
      const opened = await app.inject({ method: 'PUT', url: '/v1/runs/r1', payload: sampleRun() });
      judge(contentOf(document, '/v1/runs/{runId}', 'put')['application/json']!.schema, opened.json(), 'a run');
      const { Error: refusal } = document.components.schemas;
      for (const url of ['/v1/runs?run=ghost', '/v1/counts', '/nowhere']) {
        judge(refusal!, (await app.inject(url)).json(), url);
      }
      assert.throws(() => judge(refusal!, { error: { code: 'NONE', message: '' } }, 'no refusal'));
    }));

  it('fits the bodies that are taken', () =>
    describedStore('v1', async (app, document) => {
      const judge = judgeOf(document);
      const { requestBody } = document.paths['/v1/runs/{runId}']!.put as { requestBody: { content: Content } };
      const { schema } = requestBody.content['application/json']!;
      judge(schema, sampleRun(), 'a run that is opened');
      assert.throws(() => judge(schema, { ...sampleRun(), runId: '1' }, 'a wrong id'));
      assert.equal((await app.inject({ method: 'PUT', url: '/v1/runs/1', payload: sampleRun() })).statusCode, 400);
    }));
});
