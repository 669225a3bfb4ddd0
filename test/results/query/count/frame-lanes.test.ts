import assert from 'node:assert/strict';
import { join } from 'node:path';
import { canUseLanes } from '../../../../results/query/count/frame-lanes.ts';
import { DuckDbStore } from '../../../../results/store/duckdb-store.ts';
import { temporaryFolder } from '../../../fixtures/temporary-folder.ts';
import { ofRun, sampleDetection, sampleFrame, sampleResult, sampleRun } from '../../fixtures/samples.ts';

const FRAMES = 48;

describe('Counts of single boxes, eight frames in one number', () => {
  const folder = temporaryFolder();

  it('are made by labels, runs and stretches of the stream, of frames whose counts have room', () => {
    for (const by of [[], ['label'], ['run', 'zone'], ['minute', 'label'], ['second'], ['video', 'model']] as const) {
      assert.ok(canUseLanes(by, 127), by.join());
      assert.ok(!canUseLanes(by, 128), by.join());
    }
    for (const by of [['frame'], ['day'], ['hour-of-day', 'label'], ['second', 'minute']] as const) {
      assert.ok(!canUseLanes(by, 1), by.join());
    }
  });

  /** One frame of 48 holds so many persons, another so many cars, all others one person. */
  async function counted(most: number, at: number) {
    const store = await DuckDbStore.open(join(folder(), `${most}-${at}.duckdb`));
    try {
      const run = await store.ledger.open(sampleRun({ settings: { chunkFrames: FRAMES } }));
      const frames = Array.from({ length: FRAMES }, (_, index) => {
        const persons = Array.from({ length: index === at ? most : 1 }, () => sampleDetection());
        const cars = index === FRAMES - 1 - at ? most - 1 : 0;
        const others = Array.from({ length: cars }, () => sampleDetection({ label: 'car', classId: 1 }));
        return sampleFrame(index, { ptsSeconds: index / 20, detections: [...persons, ...others] });
      });
      await store.storeChunks(ofRun(run, [sampleResult(0, { frameCount: FRAMES, frames })]));
      const ask = (by: string) => store.reader.counts({ by, minConfidence: '0.1' });
      const facts = (rows: Awaited<ReturnType<typeof ask>>) =>
        rows
          .filter(({ detections }) => detections !== null)
          .map(({ detections, frames: hits, maxPerFrame }) => [detections, hits, maxPerFrame]);
      return {
        byLabel: facts(await ask('label')),
        bySecond: facts(await ask('second')),
        whole: facts(await ask('run')),
      };
    } finally {
      await store.close();
    }
  }

  for (const most of [2, 64, 127, 128, 129, 300]) {
    for (const at of [0, 7, 8, 15, 31]) {
      it(`find up to ${most} in frame ${at}, and in its neighbours what is there`, async () => {
        const { byLabel, bySecond, whole } = await counted(most, at);
        const persons = FRAMES - 1 + most;
        const expected = [
          [persons, FRAMES, most],
          [most - 1, 1, most - 1],
        ];
        assert.deepEqual(
          byLabel.toSorted((a, b) => Number(b[0]) - Number(a[0])),
          expected,
        );
        assert.deepEqual(whole, [[persons + most - 1, FRAMES, most]]);
        assert.deepEqual(
          bySecond.map(([detections]) => detections).reduce((a, b) => Number(a) + Number(b), 0),
          persons + most - 1,
        );
        assert.deepEqual(
          bySecond.map((row) => row[1]),
          [20, 20, 8],
        );
        assert.equal(Math.max(...bySecond.map((row) => Number(row[2]))), most);
      });
    }
  }
});
