import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpLedger } from '../../client/http-ledger.ts';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { parseResultsUrl } from '../../shared/results-address.ts';
import { appParts } from '../results/fixtures/app-parts.ts';
import { inFreshFolder, sampleRun } from '../results/fixtures/samples.ts';

async function withServer(server: Server, body: (origin: string) => Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await body(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

async function withLedger(url: string, patienceMs: number, body: (ledger: HttpLedger) => Promise<void>): Promise<void> {
  const ledger = new HttpLedger(parseResultsUrl(url), patienceMs);
  try {
    await body(ledger);
  } finally {
    await ledger.close();
  }
}

describe('The ledger over HTTP', () => {
  it('does over a socket what the store does, waits for a service that starts late, and passes on refusals', () =>
    inFreshFolder(async (folder) => {
      const socket = join(folder, 'results.sock');
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      const app = build(appParts(store));
      await withLedger(`unix://${socket}`, 10_000, async (ledger) => {
        const opening = ledger.open(sampleRun());
        await sleep(250);
        await app.listen({ path: socket });
        assert.equal((await opening).state, 'open');
        await ledger.drop('r1', { chunkIndex: 0, firstFrameIndex: 0, frameCount: 4 });
        assert.deepEqual(await ledger.spans('r1'), [{ firstChunkIndex: 0, lastChunkIndex: 0, state: 'dropped' }]);
        const ended = await ledger.endInput('r1', { sampledFrames: 4, frameCount: 4, inputError: null });
        assert.equal(ended.state, 'complete');
        assert.deepEqual(await ledger.read('r1'), ended);
        await assert.rejects(ledger.read('ghost/../r1'), { code: 'RUN_NOT_FOUND' });
        await assert.rejects(ledger.open(sampleRun({ settings: { gray: true } })), { code: 'RUN_CONFLICT' });
      });
      await app.close();
      await store.close();
    }));

  it('gives up when nobody answers for as long as it was told, and says what to do', () =>
    withLedger('unix:///nowhere/results.sock', 250, (ledger) =>
      assert.rejects(ledger.read('r1'), {
        code: 'STORE_UNREACHABLE',
        message: /`\/nowhere\/results.sock`.*framefleet serve/,
      }),
    ));

  it('asks again when the connection breaks or a proxy has no service behind it', () => {
    let calls = 0;
    const server = createServer((request, response) => {
      calls++;
      if (calls === 1) request.socket.destroy();
      else if (calls === 2) response.writeHead(502).end('<html>Bad Gateway</html>');
      else response.end('[]');
    });
    return withServer(server, (origin) =>
      withLedger(origin, 10_000, async (ledger) => {
        assert.deepEqual(await ledger.spans('r1'), []);
        assert.equal(calls, 3);
      }),
    );
  });

  it('takes an answer of another kind for no results service', () =>
    withServer(
      createServer((_request, response) => response.end('<html>hello</html>')),
      (origin) =>
        withLedger(origin, 10_000, (ledger) => assert.rejects(ledger.read('r1'), { code: 'STORE_UNREACHABLE' })),
    ));
});
