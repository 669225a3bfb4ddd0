import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { exportDetections } from '../../../app/export/export-detections.ts';
import { FORMAT_NAMES } from '../../../results/export/formats.ts';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { placeOldStore } from '../../fixtures/old-store.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { appParts } from '../fixtures/app-parts.ts';

const FILTER = { label: 'car,dog', minConfidence: '0.5' };

/** Files below a folder, or the one file, with what they hold. */
function contentOf(path: string): Map<string, string> {
  const names = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(names.sort().map((name) => [name.slice(path.length + 1), readFileSync(name, 'latin1')]));
}

describe('Exports over HTTP', () => {
  const folder = suiteFolder();
  let store: DuckDbStore;
  let app: FastifyInstance;
  before(async () => {
    placeOldStore('v2', join(folder, 'detections.duckdb'));
    store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    app = build(appParts(store));
  });
  after(async () => {
    await app.close();
    await store.close();
  });

  for (const format of FORMAT_NAMES) {
    it(`hold as ${format} what the command writes`, async () => {
      const answer = await app.inject(`/v1/exports/${format}?${new URLSearchParams(FILTER)}`);
      assert.equal(answer.statusCode, 200, answer.body);
      const written = join(folder, `${format}-written`);
      const { signal } = new AbortController();
      await exportDetections(
        store.reader,
        { format, output: written, filter: FILTER, isFoundOnly: false, tracks: null, proxy: null, signal },
        { onProgress: () => undefined },
      );
      if (answer.headers['content-type'] === 'application/octet-stream') {
        // Parquet names its writer and nothing of the moment, so that it is the same too
        assert.deepEqual(answer.rawPayload, readFileSync(written));
        return;
      }
      assert.equal(answer.headers['content-type'], 'application/x-tar');
      writeFileSync(join(folder, `${format}.tar`), answer.rawPayload);
      execFileSync('tar', ['-xf', join(folder, `${format}.tar`), '-C', folder]);
      assert.deepEqual(contentOf(join(folder, format)), contentOf(written));
    });
  }

  it('are refused for formats and filters that are none, and leave nothing behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('framefleet-export-'));
    for (const path of [
      '/v1/exports/word',
      '/v1/exports/csv?colour=red',
      '/v1/exports/csv?label=carr',
      '/v1/exports/coco?limit=3',
    ]) {
      const { statusCode, body } = await app.inject(path);
      assert.deepEqual([statusCode, JSON.parse(body).error.code], [400, 'QUERY_INVALID'], path);
    }
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('framefleet-export-'));
    assert.deepEqual(after, before);
  });
});
