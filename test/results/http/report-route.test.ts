import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeReport } from '../../../app/report/write-report.ts';
import { ZonesYaml } from '../../../results/home-files/zones-yaml.ts';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { CountRow } from '../../../shared/questions.ts';
import { appParts, noFrames } from '../fixtures/app-parts.ts';
import { inFreshFolder } from '../fixtures/samples.ts';
import { storeWalk, WALK_ZONES } from '../fixtures/walk.ts';

function withStore(body: (store: DuckDbStore, folder: string) => Promise<void>): Promise<void> {
  return inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    try {
      await storeWalk(store);
      await body(store, folder);
    } finally {
      await store.close();
    }
  });
}

describe('GET /v1/report', () => {
  it('answers with a page to save, of the numbers of /v1/counts', () =>
    withStore(async (store) => {
      const app = build(appParts(store));
      try {
        const asked = `label=person&minConfidence=0.5&zones=${encodeURIComponent(WALK_ZONES)}`;
        const { statusCode, headers, body } = await app.inject(`/v1/report?${asked}`);
        assert.equal(statusCode, 200, body);
        assert.equal(headers['content-type'], 'text/html; charset=utf-8');
        assert.match(String(headers['content-disposition']), /^attachment/);
        assert.equal(headers.etag, undefined);
        const [row] = (
          await app.inject('/v1/counts?by=label&label=person&minConfidence=0.5&tracks=true&format=json')
        ).json().rows as CountRow[];
        const { detections, frames, lookedFrames, maxPerFrame, tracks } = row!;
        for (const number of [detections, frames, lookedFrames, maxPerFrame, tracks]) {
          assert.ok(body.includes(`<data value="${number}">`), `${number}`);
        }
        assert.match(body, /Visits: how long objects stayed in zones/);
        assert.match(body, /framefleet count --label person --min-confidence 0\.5 --tracks/);
        assert.match(body, /could not be made: .* nothing is there|nothing is there/);
      } finally {
        await app.close();
      }
    }));

  it('tells of the zones that the service keeps where it is given none', () =>
    withStore(async (store, folder) => {
      writeFileSync(join(folder, 'zones.yaml'), WALK_ZONES);
      const app = build(appParts(store, { zones: new ZonesYaml(join(folder, 'zones.yaml')) }));
      try {
        const { body } = await app.inject('/v1/report');
        assert.match(body, /Crossings: in is from the left-hand side/);
        assert.match(body, />middle</);
      } finally {
        await app.close();
      }
    }));

  for (const [url, status] of [
    ['/v1/report?label=unicorn', 400],
    ['/v1/report?limit=3', 400],
    ['/v1/report?from=5&to=3', 400],
    ['/v1/report?run=ghost', 404],
  ] as const) {
    it(`refuses ${url}`, () =>
      withStore(async (store) => {
        const app = build(appParts(store));
        try {
          assert.equal((await app.inject(url)).statusCode, status);
        } finally {
          await app.close();
        }
      }));
  }

  it('ends when it is told to, and leaves nothing', () =>
    withStore(async (store, folder) => {
      const output = join(folder, 'report.html');
      const stop = new AbortController();
      const onProgress = () => stop.abort(new Error('stopped'));
      const asking = { program: 'framefleet', store: [], zonesFile: null };
      const sources = { reader: store.reader, tracks: store.tracks, frames: noFrames };
      await assert.rejects(
        writeReport(sources, { filter: {}, zones: null }, { output, asking, signal: stop.signal }, { onProgress }),
        /stopped/,
      );
      assert.ok(!existsSync(output));
    }));
});
