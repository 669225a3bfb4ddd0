import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { build } from '../../../../results/http/app.ts';
import type { OpenApi } from '../../../../results/http/openapi/document.ts';
import { DuckDbStore } from '../../../../results/store/duckdb-store.ts';
import { placeOldStore } from '../../../fixtures/old-store.ts';
import { appParts } from '../../fixtures/app-parts.ts';
import { inFreshFolder } from '../../fixtures/samples.ts';

/** The interface over a store of the fixtures (`v1` holds what the bundled network saw in the bundled clip, `v2` a camera too), and how it describes itself. */
export async function describedStore(
  name: 'v1' | 'v2',
  body: (app: FastifyInstance, document: OpenApi, store: DuckDbStore) => Promise<void>,
): Promise<void> {
  await inFreshFolder(async (folder) => {
    const path = join(folder, 'detections.duckdb');
    placeOldStore(name, path);
    const store = await DuckDbStore.open(path);
    const app = build(appParts(store));
    try {
      await body(app, (await app.inject('/v1/openapi.json')).json(), store);
    } finally {
      await app.close();
      await store.close();
    }
  });
}
