import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Database } from '../../../results/store/database.ts';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import { UnmergedSums } from '../../../results/store/unmerged-sums.ts';
import { packed } from '../../../shared/packed-result.ts';
import { temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { requireSameFromSums } from '../fixtures/confidence-sums.ts';
import { duckdb } from '../fixtures/duckdb.ts';
import {
  FRAMES_PER_CHUNK,
  sampleDetection,
  sampleFrame,
  sampleResult,
  sampleRun,
  storeResults,
} from '../fixtures/samples.ts';

const CHUNKS = 160;
/** Batches. */
const MERGED_AFTER = 256;
/** For one of the other run. */
const BUSY = 19;
const FRAMES_PER_SECOND = 8;
const LABELS = ['person', 'car', 'dog'];
const TABLES = ['seconds', 'label_seconds', 'minutes', 'label_minutes', 'confidence_sums'];

function chunkOf(chunkIndex: number) {
  const frames = Array.from({ length: FRAMES_PER_CHUNK }, (_, at) => {
    const index = chunkIndex * FRAMES_PER_CHUNK + at;
    const detections = Array.from({ length: index % 5 }, (_, place) => {
      const classId = (index + place * 2) % 3;
      return sampleDetection({ classId, label: LABELS[classId]!, confidence: ((index * 37 + place * 11) % 100) / 100 });
    });
    return sampleFrame(index, { ptsSeconds: index / FRAMES_PER_SECOND, detections });
  });
  return sampleResult(chunkIndex, { frames });
}

function framesWithDetections(second: number): number {
  const indices = Array.from({ length: FRAMES_PER_SECOND }, (_, at) => second * FRAMES_PER_SECOND + at);
  return indices.filter((index) => index % 5 > 0).length;
}

/** Labels by name: their numbers go by which came first. */
function rowsOf(path: string, table: string): Promise<Record<string, unknown>[]> {
  const named = /label|confidence/.test(table) ? 'LEFT JOIN s.labels l USING (label_no)' : '';
  const columns = named === '' ? '*' : '* EXCLUDE label_no';
  return duckdb(`ATTACH '${path}' AS s (READ_ONLY); SELECT ${columns} FROM s.${table} t ${named} ORDER BY ALL`);
}

describe('Sums of a run that came in many batches', () => {
  const folder = temporaryFolder();
  const chunks = Array.from({ length: CHUNKS }, (_, chunkIndex) => chunkOf(chunkIndex));

  /** Stores the chunks in batches of so many, last of all the first ones, which makes the run complete. */
  const stored = async (name: string, batchOf: number, check: (store: DuckDbStore) => Promise<void>) => {
    const path = join(folder(), name);
    const store = await DuckDbStore.open(path);
    try {
      const run = await store.ledger.open(sampleRun({ model: { labels: LABELS } }));
      await store.ledger.endInput(run, {
        sampledFrames: CHUNKS * FRAMES_PER_CHUNK,
        frameCount: null,
        inputError: null,
      });
      const backwards = chunks.toReversed();
      for (let at = 0; at < CHUNKS; at += batchOf) {
        assert.equal((await store.ledger.read('r1')).state, 'open');
        await storeResults(store, backwards.slice(at, at + batchOf));
      }
      assert.equal((await store.ledger.read('r1')).state, 'complete');
      await check(store);
    } finally {
      await store.close();
    }
    return Promise.all(TABLES.map((table) => rowsOf(path, table)));
  };

  it('are as few, and the same, as of one batch, once it is complete', async () => {
    const asked: unknown[] = [];
    const ask = async ({ reader }: DuckDbStore) => {
      const questions = ['label', 'minute', 'second,label', 'video'].map((by) => reader.counts({ by }));
      asked.push(await Promise.all(questions));
    };
    const once = await stored('once', CHUNKS, ask);
    const often = await stored('often', 1, async (store) => {
      await ask(store);
      await requireSameFromSums(store);
    });
    for (const [index, table] of TABLES.entries()) assert.deepEqual(often[index], once[index], table);
    assert.deepEqual(asked[1], asked[0]);
  });

  it('are merged while it goes on, too, as a camera does for months', async () => {
    const path = join(folder(), 'goes-on');
    const store = await DuckDbStore.open(path);
    const batches = MERGED_AFTER + 10;
    try {
      await store.ledger.open(sampleRun({ model: { labels: LABELS } }));
      for (let chunkIndex = 0; chunkIndex < batches; chunkIndex++) await storeResults(store, [chunkOf(chunkIndex)]);
      assert.equal((await store.ledger.read('r1')).state, 'open');
      await requireSameFromSums(store);
      const frames = (await store.reader.counts({ by: 'second' })).map((row) => row.frames);
      const seconds = (batches * FRAMES_PER_CHUNK) / FRAMES_PER_SECOND;
      assert.deepEqual(
        frames,
        Array.from({ length: seconds }, (_, second) => framesWithDetections(second)),
      );
    } finally {
      await store.close();
    }
    const minutes = Math.ceil((MERGED_AFTER * FRAMES_PER_CHUNK) / FRAMES_PER_SECOND / 60);
    assert.equal((await rowsOf(path, 'minutes')).length, minutes + (batches - MERGED_AFTER));
    assert.ok((await rowsOf(path, 'confidence_sums')).length < batches, 'fewer than one of each batch');
  });

  it('are merged of a run that brings little beside a busy one', async () => {
    const path = join(folder(), 'beside');
    const store = await DuckDbStore.open(path);
    await store.ledger.open(sampleRun({ model: { labels: LABELS } }));
    for (const chunk of chunks) await storeResults(store, [chunk]);
    await store.close();
    const before = (await rowsOf(path, 'seconds')).length;
    const database = await Database.open({ path, readOnly: false });
    try {
      const unmerged = new UnmergedSums(database);
      for (let batch = 0; batch < MERGED_AFTER; batch++) {
        for (let more = 0; more < BUSY; more++) await unmerged.note([packed({ ...chunks[0]!, runId: 'busy' })]);
        await unmerged.note([packed(chunks[batch % CHUNKS]!)]);
      }
    } finally {
      await database.close();
    }
    const after = (await rowsOf(path, 'seconds')).length;
    assert.deepEqual([before, after], [CHUNKS, (CHUNKS * FRAMES_PER_CHUNK) / FRAMES_PER_SECOND]);
  });

  it('stay as they are where they are few', async () => {
    const rows = await stored('few', CHUNKS / 4, (store) => requireSameFromSums(store));
    assert.ok(rows[2]!.length > 2, 'several rows of a minute');
  });
});
