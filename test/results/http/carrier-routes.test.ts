import assert from 'node:assert/strict';
import { join } from 'node:path';
import { HttpCarrier } from '../../../client/http-carrier.ts';
import { ResultsTransport } from '../../../client/results-transport.ts';
import { build } from '../../../results/http/app.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { parseResultsUrl } from '../../../shared/results-address.ts';
import { appParts } from '../fixtures/app-parts.ts';
import { inFreshFolder, sampleFrame, sampleResult, sampleRun } from '../fixtures/samples.ts';

const name = (frameIndex: number) => ({ frameIndex, chunkIndex: frameIndex });

describe('Frames of an adaptive run, over HTTP', () => {
  it('are judged and carried as in the store itself, and bad requests are refused with what is wrong', () =>
    inFreshFolder(async (folder) => {
      const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
      const app = build(appParts(store));
      const address = await app.listen({ host: '127.0.0.1', port: 0 });
      const transport = new ResultsTransport(parseResultsUrl(address, { token: null, readToken: null }), 0);
      try {
        const carrier = new HttpCarrier(transport);
        const run = await store.ledger.open(sampleRun({ settings: { adaptive: { recall: 0.9 }, chunkFrames: 1 } }));
        const looked = [0, 2].map((frame) => ({
          ...sampleResult(frame, { firstFrameIndex: frame, frameCount: 1, frames: [sampleFrame(frame)] }),
          generation: run.generation,
        }));
        await store.storeChunks(looked);
        assert.equal(await carrier.carriedUpTo('r1'), 0);
        const [from, to] = [name(0), name(2)];
        assert.deepEqual(
          await carrier.judge(run, [
            { from, to, middle: null },
            { from, to: name(3), middle: null },
          ]),
          [{ state: 'known', likeness: 1, isEmpty: false, error: null }, { state: 'waiting' }],
        );
        const frames = [{ ...name(1), ptsSeconds: 0.04, width: 800, height: 400 }];
        const gaps = [{ from, to, frames, audited: [] }];
        const stretch = { firstChunkIndex: 0, lastChunkIndex: 2, gaps, isLast: false, isLenient: true };
        assert.equal((await carrier.carry(run, stretch)).outcome, 'carried');
        assert.equal(await carrier.carriedUpTo('r1'), 3);
        assert.equal((await store.ledger.read('r1')).carriedFrames, 1);
        await assert.rejects(carrier.judge({ ...run, generation: 1 }, []), { code: 'RUN_CONFLICT' });
        await assert.rejects(carrier.carriedUpTo('r9'), { code: 'RUN_NOT_FOUND' });
        const payload = { ...stretch, generation: run.generation, gaps: [{ from }] };
        const refused = await app.inject({ method: 'PUT', url: '/v1/runs/r1/carried', payload });
        assert.equal(refused.statusCode, 400);
        assert.match(refused.json().error.message, /gaps\.0\.to/);
        const beyond = { ...stretch, gaps: [{ ...gaps[0]!, to: from }] };
        await assert.rejects(carrier.carry(run, beyond), /`gaps\.0`: Expected frames that lie between `from` and `to`/);
      } finally {
        await transport.close();
        await app.close();
        await store.close();
      }
    }));
});
