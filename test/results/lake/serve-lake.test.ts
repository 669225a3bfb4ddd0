import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ResultsClient } from '../../../client/results-client.ts';
import { parseResultsUrl } from '../../../shared/results-address.ts';
import { framefleet } from '../../fixtures/cli.ts';
import { duckdb } from '../fixtures/duckdb.ts';
import { lakeDetections, tableOf } from '../fixtures/lakes.ts';
import { until } from '../fixtures/private-redis.ts';
import { askSite, atSite, killService, type Site, spawnService } from '../fixtures/running-service.ts';
import { FRAMES_PER_CHUNK, ofRun, sampleResult, sampleRun } from '../fixtures/samples.ts';

interface LakeHealth {
  readonly status: string;
  readonly waiting: number;
  readonly error?: { readonly code: string; readonly message: string };
}

/** What `/healthz` answers, and says of the lake. */
async function health(site: Site): Promise<{ readonly status: number; readonly lake: LakeHealth | undefined }> {
  const { status, text } = await askSite(site, '/healthz');
  return { status, lake: JSON.parse(text).lake };
}

/** A complete run of so many chunks, over the queue. */
async function completeRun(site: Site, runId: string, chunks: number): Promise<void> {
  const client = new ResultsClient(parseResultsUrl(`unix://${site.socketPath}`), 10_000);
  try {
    const run = await client.ledger.open(sampleRun({ runId, video: { videoId: `v-${runId}` } }));
    await site.send(
      ofRun(
        run,
        Array.from({ length: chunks }, (_, index) => sampleResult(index, { runId })),
      ),
    );
    const frames = chunks * FRAMES_PER_CHUNK;
    await client.ledger.endInput(run, { sampledFrames: frames, frameCount: frames, inputError: null });
    await until(
      `${runId} to be complete`,
      async () => (await client.ledger.read(runId)).state === 'complete',
      PATIENCE_MS,
    );
  } finally {
    await client.close();
  }
}

/** How many detections of each run the lake has whole. */
async function whole(folder: string): Promise<Record<string, number>> {
  if (!existsSync(join(folder, 'runs'))) return {};
  const rows = await duckdb(
    `SELECT run_id, count(*)::INTEGER AS found FROM ${tableOf(folder, 'detections')}
     WHERE run_id IN (SELECT run_id FROM ${tableOf(folder, 'runs')}) GROUP BY run_id`,
  );
  return Object.fromEntries(rows.map(({ run_id, found }) => [run_id as string, found as number]));
}

/** A service for the time of `body`, unless that ends it. */
async function serving(
  site: Site,
  env: Readonly<Record<string, string>>,
  body: (service: ChildProcess) => Promise<void>,
): Promise<void> {
  const service = await spawnService(site, 'unlimited', env);
  try {
    await body(service);
  } finally {
    if (service.exitCode === null && service.signalCode === null) await killService(service, 'SIGTERM');
  }
}

const PATIENCE_MS = 90_000;

describe('serve --lake', () => {
  it('keeps a lake up to date, also when it is killed in the midst', () =>
    atSite(async (site) => {
      const folder = join(site.folder, 'lake');
      const env = { FRAMEFLEET_LAKE: folder };
      await serving(site, env, async (service) => {
        await completeRun(site, 'a', 10);
        await until('it to be there', async () => (await whole(folder)).a === 40, PATIENCE_MS);
        assert.deepEqual(await health(site), { status: 200, lake: { status: 'ok', waiting: 0 } });
        await completeRun(site, 'b', 500);
        const isBegun = async () => (await health(site)).lake?.waiting === 1 || (await whole(folder)).b !== undefined;
        await until('the next to be begun', isBegun, PATIENCE_MS);
        await killService(service, 'SIGKILL');
      });
      const left = await whole(folder);
      assert.ok(left.a === 40 && (left.b === undefined || left.b === 2000), JSON.stringify(left));
      await serving(site, env, async (service) => {
        await until('the rest to be there', async () => (await whole(folder)).b === 2000, PATIENCE_MS);
        assert.equal((await lakeDetections(folder)).length, 2040);
        assert.equal(await killService(service, 'SIGTERM'), 0);
      });
    }));

  it('goes on to store while the lake is gone, says so, and catches up', () =>
    atSite(async (site) => {
      const folder = join(site.folder, 'lake');
      await serving(site, { FRAMEFLEET_LAKE: folder }, async () => {
        await completeRun(site, 'a', 10);
        await until('it to be there', async () => (await whole(folder)).a === 40, PATIENCE_MS);
        renameSync(folder, `${folder}-away`);
        await completeRun(site, 'b', 10);
        await until('the complaint', async () => (await health(site)).lake?.status === 'failing', PATIENCE_MS);
        const { status, lake } = await health(site);
        assert.equal(status, 200, 'results are stored all the same');
        assert.equal(lake?.error?.code, 'OUTPUT_UNWRITABLE');
        assert.match(lake.error.message, /it is the lake no more that it was: its `framefleet-lake\.json` is gone/);
        assert.ok(!existsSync(folder), 'and makes no other in its place');
        renameSync(`${folder}-away`, folder);
        await until('the rest to be there', async () => (await whole(folder)).b === 40, PATIENCE_MS);
        await until('the end of the complaint', async () => (await health(site)).lake?.status === 'ok', PATIENCE_MS);
      });
    }));

  it('refuses to start where the folder holds other things, and knows of no lake unless it is told of one', () =>
    atSite(async (site) => {
      const folder = join(site.folder, 'pictures');
      mkdirSync(folder);
      writeFileSync(join(folder, 'x.jpg'), '');
      const args = ['serve', '--lake', folder, '--listen', `unix://${site.socketPath}`];
      const { code, stderr } = await framefleet(args, site.folder, { REDIS_URL: site.redis.url });
      assert.equal(code, 2);
      const expected = /Expected `.*pictures` to be a lake, or a new or empty folder, got one that holds other files\./;
      assert.match(stderr, expected);
      await serving(site, {}, async () => assert.deepEqual(await health(site), { status: 200, lake: undefined }));
    }));
});
