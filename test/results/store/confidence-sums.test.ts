import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { requireSameFromSums } from '../fixtures/confidence-sums.ts';
import {
  FRAMES_PER_CHUNK,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../fixtures/samples.ts';

/** The FLOAT of a number, and those before and behind it; in 0..1. */
function floatsAt(number: number): number[] {
  const bits = new Int32Array(Float32Array.of(number).buffer);
  const beside = [-1, 0, 1].map((shift) => new Float32Array(Int32Array.of(bits[0]! + shift).buffer)[0]!);
  return beside.filter((float) => float >= 0 && float <= 1);
}

const CONFIDENCES = Array.from({ length: 21 }, (_, step) => [...floatsAt(step / 20), step / 20]).flat();

describe('Sums by confidence', () => {
  const folder = temporaryFolder();
  const path = () => join(folder(), 'detections.duckdb');
  let store: DuckDbStore;
  beforeEach(async () => {
    store = await DuckDbStore.open(path());
    await store.ledger.open(sampleRun());
  });
  afterEach(() => store.close());

  /** Frames that hold some confidences each, of several labels and in no order. */
  const chunkOf = (chunkIndex: number, more: Parameters<typeof sampleResult>[1] = {}) => {
    const frames = Array.from({ length: FRAMES_PER_CHUNK }, (_, at) => {
      const index = chunkIndex * FRAMES_PER_CHUNK + at;
      const some = CONFIDENCES.filter((_confidence, place) => (place * 7 + index * 3) % 5 < index % 4);
      const detections = some.map((confidence, place) => {
        const classId = (place * 5 + index) % 3;
        return sampleDetection({ confidence, classId, label: ['person', 'car', 'dog'][classId]! });
      });
      return sampleFrame(index, { detections });
    });
    return sampleResult(chunkIndex, { frames, ...more });
  };
  /** Without the last frame. */
  const partOf = (chunkIndex: number) => {
    const { frames } = chunkOf(chunkIndex);
    const failures = [{ frameIndex: frames.at(-1)!.frameIndex, error: 'bad frame' }];
    return chunkOf(chunkIndex, { frames: frames.slice(0, -1), failures });
  };

  it('count what the rows count right at each step and beside it, of frames that come in several batches', async () => {
    await storeResults(store, [chunkOf(1), chunkOf(0)]);
    await storeResults(store, [chunkOf(2)]);
    await requireSameFromSums(store, [...Array(21).keys()]);
  });

  it('tell a detection at a step from the one just below it', async () => {
    for (let step = 1; step <= 20; step++) {
      const detections = floatsAt(step / 20).map((confidence) => sampleDetection({ confidence }));
      const runId = `r-${step}`;
      await store.ledger.open(sampleRun({ runId }));
      const frames = [
        sampleFrame(0, { detections }),
        ...[1, 2, 3].map((index) => sampleFrame(index, { detections: [] })),
      ];
      await storeResults(store, [sampleResult(0, { runId, frames })]);
      const [row] = await store.reader.counts({ run: runId, by: 'label', minConfidence: `${step / 20}` });
      assert.deepEqual(
        [row?.detections, row?.frames, row?.maxPerFrame],
        [detections.length - 1, 1, detections.length - 1],
      );
    }
  });

  it('follow where a chunk gives way to a better result, and where one is tried again', async () => {
    await storeResults(store, [partOf(0), partOf(1), chunkOf(2)]);
    await requireSameFromSums(store);
    await storeResults(store, [chunkOf(0)]);
    await requireSameFromSums(store);
    await store.ledger.open(sampleRun()); // forgets the chunk of which a frame failed
    await requireSameFromSums(store);
    await storeResults(store, [chunkOf(1)]);
    await requireSameFromSums(store);
    await store.ledger.open(sampleRun({ force: true }));
    assert.deepEqual(await store.reader.counts({ by: 'label', minConfidence: '0.5' }), []);
  });

  it('answer without the rows, where a step is asked for', async () => {
    await storeResults(store, [chunkOf(0), chunkOf(1)]);
    const ask = (minConfidence: string, by = 'label') => store.reader.counts({ by, minConfidence });
    const before = await Promise.all([ask('0.7'), ask('0.35,dog=0.05'), ask('0.5', 'video')]);
    assert.ok(before.every(({ length }) => length > 0));
    await store.close();
    const instance = await DuckDBInstance.create(path());
    const connection = await instance.connect();
    await connection.run('DELETE FROM detections');
    connection.closeSync();
    instance.closeSync();
    store = await DuckDbStore.open(path());
    assert.deepEqual(await Promise.all([ask('0.7'), ask('0.35,dog=0.05'), ask('0.5', 'video')]), before);
    for (const least of ['0.72', '0.5,dog=0.33']) assert.deepEqual(await ask(least), []);
  });
});
