import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ResultsClient } from '../../client/results-client.ts';
import { build } from '../../results/http/app.ts';
import { DuckDbStore } from '../../results/store/duckdb-store.ts';
import { parseResultsUrl } from '../../shared/results-address.ts';
import { appParts } from '../results/fixtures/app-parts.ts';
import { inFreshFolder, sampleRun } from '../results/fixtures/samples.ts';

async function withClient(
  url: string,
  patienceMs: number,
  body: (client: ResultsClient) => Promise<void>,
): Promise<void> {
  const client = new ResultsClient(parseResultsUrl(url), patienceMs);
  try {
    await body(client);
  } finally {
    await client.close();
    await client.close();
  }
}

/** A server that is no results service, or not quite, and a client of it. */
async function withAnswers(
  answer: RequestListener,
  patienceMs: number,
  body: (client: ResultsClient) => Promise<void>,
): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    await withClient(`http://127.0.0.1:${port}`, patienceMs, body);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const PAGE =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please sign in to the network of this hotel.';
const row = { runId: 'r1', videoId: 'v1', frameIndex: 0, ptsSeconds: 0, classId: 0, label: 'dog' };
const wholeRow = { ...row, confidence: 0.5, x1: 1, y1: 2, x2: 3, y2: 4, capturedAt: null };

async function rowsOf(client: ResultsClient): Promise<number> {
  let count = 0;
  for await (const batch of await client.reader.detections({})) count += batch.length;
  return count;
}

describe('A client of the results service', () => {
  it('says in words what keeps the service from storing, and not that it is refused', async () => {
    const failing = { status: 'failing', error: { code: 'STORE_UNWRITABLE', message: 'No space left' } };
    const refusal = { error: { code: 'CONFIG_INVALID', message: 'Expected a token.' } };
    for (const [body, holdUp] of [
      [JSON.stringify({ status: 'ok', waitingFor: [] }), null],
      [JSON.stringify(failing), 'the results service cannot store what is found (No space left)'],
      [JSON.stringify(refusal), null],
      [PAGE, /^the results service does not answer \(a web page/],
    ] as const) {
      await withAnswers(
        (_, response) => response.end(body),
        0,
        async (client) => {
          const said = await client.holdUp();
          if (holdUp instanceof RegExp) assert.match(said ?? '', holdUp);
          else assert.equal(said, holdUp);
        },
      );
    }
    await withClient('http://127.0.0.1:1', 10_000, async (client) => {
      assert.match((await client.holdUp()) ?? '', /^the results service does not answer \(connect ECONNREFUSED/);
    });
  });

  it('waits for a service that starts late, and passes on what it refuses', () =>
    inFreshFolder(async (folder) => {
      const socket = join(folder, 'results.sock');
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      const app = build(appParts(store));
      await withClient(`unix://${socket}`, 10_000, async ({ ledger, reader }) => {
        const opening = ledger.open(sampleRun());
        await sleep(250);
        await app.listen({ path: socket });
        assert.equal((await opening).state, 'open');
        await assert.rejects(ledger.read('ghost/../r1'), { code: 'RUN_NOT_FOUND' });
        await assert.rejects(ledger.open(sampleRun({ settings: { gray: true } })), { code: 'RUN_CONFLICT' });
        await assert.rejects(reader.detections({ zone: '1' }), { code: 'QUERY_INVALID' });
      });
      await app.close();
      await store.close();
    }));

  it('takes names of runs up to their limit', () =>
    inFreshFolder(async (folder) => {
      const socket = join(folder, 'results.sock');
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      const app = build(appParts(store));
      await app.listen({ path: socket });
      await withClient(`unix://${socket}`, 0, async ({ ledger, reader }) => {
        const runId = `r${'x'.repeat(199)}`;
        assert.equal((await ledger.open(sampleRun({ runId }))).runId, runId);
        assert.equal((await ledger.read(runId)).runId, runId);
        assert.deepEqual([await ledger.spans(runId), await reader.failures(runId)], [[], []]);
      });
      await app.close();
      await store.close();
    }));

  it('gives up when nobody answers for as long as it was told, and says what to do', () =>
    withClient('unix:///nowhere/results.sock', 250, async (client) => {
      const refusal = { code: 'STORE_UNREACHABLE', message: /`\/nowhere\/results.sock`.*framefleet serve/ };
      await assert.rejects(client.ledger.read('r1'), refusal);
      await assert.rejects(client.reader.runs({}), refusal);
      await assert.rejects(client.reader.detections({}), refusal);
      assert.equal(await client.isAnswering(), false);
    }));

  it('asks again when the connection breaks, before an answer or in the midst of it, and when a proxy has no service', () => {
    let calls = 0;
    return withAnswers(
      (request, response) => {
        calls++;
        if (calls === 1) request.socket.destroy();
        else if (calls === 2) response.writeHead(502).end('<html>Bad Gateway</html>');
        else if (calls === 3) response.writeHead(200, { 'content-length': '100' }).write('[', () => response.destroy());
        else response.end('[]');
      },
      10_000,
      async ({ ledger }) => {
        assert.deepEqual(await ledger.spans('r1'), []);
        assert.equal(calls, 4);
      },
    );
  });

  for (const [what, answer, seen] of [
    ['a web page', PAGE, /a web page \(<!DOCTYPE html> <html>.*…\)/],
    ['nothing', '', /an empty answer/],
    ['text', 'hello', /no answer of ours \(hello\)/],
    ['JSON of another kind', '{"pets":["dog"]}', /another version/],
    ['a list of other things', '[{"runId":"r1"}]', /another version \(`0\./],
  ] as const) {
    it(`says that it was no results service when ${what} came`, () =>
      withAnswers(
        (_request, response) => response.end(answer),
        0,
        async (client) => {
          const refusal = { code: 'STORE_UNREACHABLE', message: seen };
          await assert.rejects(client.reader.runs({}), refusal);
          await assert.rejects(client.ledger.spans('r1'), refusal);
          assert.equal(await client.isAnswering(), false);
        },
      ));
  }

  it('names the status and the page of a proxy that refuses', () =>
    withAnswers(
      (_request, response) => response.writeHead(403).end(PAGE),
      0,
      (client) =>
        assert.rejects(client.reader.counts({ by: 'label' }), {
          code: 'STORE_UNREACHABLE',
          message: /HTTP status 403, a web page/,
        }),
    ));

  it('reads rows as they come, however they are cut', () =>
    withAnswers(
      async (_request, response) => {
        const text = Buffer.from(`${JSON.stringify({ ...wholeRow, label: 'chien à poil' })}\n`.repeat(3));
        for (const byte of text.subarray(0, 200)) response.write(Uint8Array.of(byte));
        await sleep(20);
        response.end(text.subarray(200));
      },
      0,
      async (client) => {
        const rows = [];
        for await (const batch of await client.reader.detections({})) rows.push(...batch);
        assert.deepEqual(
          rows.map(({ label }) => label),
          ['chien à poil', 'chien à poil', 'chien à poil'],
        );
      },
    ));

  for (const [what, text, seen] of [
    ['that lack what a row has', `${JSON.stringify(row)}\n`, /another version \(`confidence`/],
    ['that are a page', PAGE, /a web page/],
    ['without end', 'x'.repeat(1 << 21), /a line of more than/],
  ] as const) {
    it(`refuses rows ${what}`, () =>
      withAnswers(
        (_request, response) => response.end(text),
        0,
        (client) => assert.rejects(rowsOf(client), { code: 'STORE_UNREACHABLE', message: seen }),
      ));
  }

  it('says so when an answer breaks off', () =>
    withAnswers(
      (_request, response) => response.write(`${JSON.stringify(wholeRow)}\n`, () => response.destroy()),
      0,
      (client) => assert.rejects(rowsOf(client), { code: 'STORE_UNREACHABLE' }),
    ));
});
