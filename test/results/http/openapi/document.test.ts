import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import type { OpenApi } from '../../../../results/http/openapi/document.ts';
import { routesOf } from '../../fixtures/routes-of.ts';
import { describedStore } from './described-store.ts';

interface Operation {
  readonly operationId: string;
  readonly deprecated?: boolean;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly description?: string }[];
}

function operationsOf(document: OpenApi): [name: string, operation: Operation][] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, said]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      said as Operation,
    ]),
  );
}

describe('The description of the interface', () => {
  it('is valid OpenAPI 3.1, and JSON', () =>
    describedStore('v1', async (app, document) => {
      const answer = await app.inject('/v1/openapi.json');
      assert.deepEqual([answer.statusCode, answer.headers['content-type']], [200, 'application/json; charset=utf-8']);
      assert.deepEqual(answer.json(), document);
      const { valid, errors } = await new Validator().validate(answer.json());
      assert.ok(valid, JSON.stringify(errors, null, 1));
      assert.equal(document.openapi, '3.1.0');
    }));

  it('holds every route that there is, and no other', () =>
    describedStore('v1', async (app, document) => {
      const routes = routesOf(app)
        .filter(([method]) => method !== 'HEAD')
        .map(([method, path]) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}').replace('*', '{path}')}`);
      assert.ok(routes.length > 25, `${routes.length} routes`);
      assert.deepEqual(
        operationsOf(document)
          .map(([name]) => name)
          .sort(),
        routes.sort(),
      );
    }));

  it('names each operation once, and calls those old that stand under /v1 too', () =>
    describedStore('v1', async (_app, document) => {
      const operations = operationsOf(document);
      const ids = operations.map(([, { operationId }]) => operationId);
      assert.equal(new Set(ids).size, ids.length, ids.join(' '));
      const old = operations.filter(([, { deprecated }]) => deprecated).map(([name]) => name);
      assert.deepEqual(old.sort(), [
        'GET /counts',
        'GET /detections',
        'GET /runs',
        'GET /runs/{runId}',
        'GET /runs/{runId}/failures',
        'GET /runs/{runId}/latency',
        'GET /runs/{runId}/spans',
        'POST /runs/{runId}/capture',
        'PUT /runs/{runId}',
        'PUT /runs/{runId}/end',
      ]);
    }));

  it('says of every parameter of a question what it does and what is expected', () =>
    describedStore('v1', async (_app, document) => {
      const described = operationsOf(document).flatMap(([, { parameters = [] }]) => parameters);
      const asked = described.filter((parameter) => parameter.in === 'query');
      assert.ok(asked.length > 100, `${asked.length}`);
      for (const { name, description } of asked) assert.match(description ?? '', /^[A-Z].+: .+\.$/s, name);
    }));

  it('refers to nothing that it does not hold', () =>
    describedStore('v1', async (_app, document) => {
      const text = JSON.stringify(document);
      for (const [, path] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
        const found = path!.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
        assert.ok(found, path);
      }
      for (const name of Object.keys(document.components.schemas)) {
        assert.ok(text.includes(`"#/components/schemas/${name}"`), `${name} is used nowhere`);
      }
    }));
});
