import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { Detection } from '../../../shared/detection.ts';
import type { RawFilter } from '../../../shared/questions.ts';
import {
  inFreshFolder,
  sampleDetection,
  sampleFrame,
  sampleModel,
  sampleResult,
  sampleRun,
  storeResults,
} from '../fixtures/samples.ts';

const person = sampleDetection({ box: [0, 0, 100, 100], confidence: 0.9 });
const faint = sampleDetection({ box: [300, 100, 500, 300], confidence: 0.3 });
const dog = sampleDetection({ box: [600, 300, 800, 400], confidence: 0.7, classId: 16, label: 'dog' });

function frame(frameIndex: number, ptsSeconds: number, detections: Detection[]) {
  return sampleFrame(frameIndex, { ptsSeconds, detections });
}

/** Two videos: one of 800×400 whose frames come at uneven times, one of 200×100 with the same file name elsewhere. */
async function withAnswers(body: (store: DuckDbStore) => Promise<void>): Promise<void> {
  await inFreshFolder(async (folder) => {
    const store = await DuckDbStore.open(join(folder, 'detections.duckdb'));
    try {
      await store.ledger.open(sampleRun());
      const uneven = [
        frame(0, 0, [person]),
        frame(1, 0.08, [person, faint]),
        frame(2, 0.98, []),
        frame(7, 61.5, [dog, person]),
      ];
      await storeResults(store, [sampleResult(0, { frames: uneven })]);
      const second = { videoId: 'v2', uri: '/elsewhere/two.mp4', width: 200, height: 100 };
      await store.ledger.open(sampleRun({ runId: 'r2', video: second }));
      const small = sampleDetection({ box: [80, 40, 120, 60], confidence: 0.5, classId: 2, label: 'car' });
      await storeResults(store, [sampleResult(0, { runId: 'r2', frameCount: 1, frames: [frame(3, 0.1, [small])] })]);
      await body(store);
    } finally {
      await store.close();
    }
  });
}

/** Answers in short: run, frame and label. */
async function ask(store: DuckDbStore, filter: RawFilter): Promise<string[]> {
  const found: string[] = [];
  for await (const rows of await store.reader.detections(filter)) {
    found.push(...rows.map((row) => `${row.runId} ${row.frameIndex} ${row.label}`));
  }
  return found;
}

const ALL = ['r1 0 person', 'r1 1 person', 'r1 1 person', 'r1 7 person', 'r1 7 dog', 'r2 3 car'];

describe('Answers', () => {
  it('are right for every filter', () =>
    withAnswers(async (store) => {
      for (const [filter, expected] of [
        [{}, ALL],
        [{ run: 'r2' }, ['r2 3 car']],
        [{ video: 'v2' }, ['r2 3 car']],
        [{ video: '/videos/one.mp4' }, ALL.slice(0, 5)],
        [{ video: 'two.mp4' }, ['r2 3 car']],
        [{ label: 'dog,car' }, ['r1 7 dog', 'r2 3 car']],
        [{ minConfidence: '0.7' }, ['r1 0 person', 'r1 1 person', 'r1 7 person', 'r1 7 dog']],
        [{ minConfidence: '0.71' }, ['r1 0 person', 'r1 1 person', 'r1 7 person']],
        [{ from: '0.08', to: '61.5' }, ['r1 1 person', 'r1 1 person', 'r2 3 car']],
        [{ from: '1:01' }, ['r1 7 person', 'r1 7 dog']],
        [{ to: '0.08' }, ['r1 0 person']],
        [{ zone: '0,0,60,60' }, ['r1 0 person', 'r1 1 person', 'r1 7 person']],
        [{ zone: '400,200,401,201' }, ['r1 1 person']],
        [{ zone: '50%,50%,100%,100%' }, ['r1 1 person', 'r1 7 dog', 'r2 3 car']],
        [{ zone: '100,50,800,400', run: 'r2' }, ['r2 3 car']],
        [{ zone: '101,50,800,400', run: 'r2' }, []],
        [{ limit: '2' }, ALL.slice(0, 2)],
        [{ run: 'r1', label: 'person', minConfidence: '0.5', zone: '0,0,50,50%', limit: '1' }, ['r1 0 person']],
      ] as [RawFilter, string[]][]) {
        assert.deepEqual(await ask(store, filter), expected, JSON.stringify(filter));
      }
    }));

  it('hold the numbers that were stored', () =>
    withAnswers(async (store) => {
      const batches: unknown[] = [];
      for await (const rows of await store.reader.detections({ label: 'dog' })) batches.push(...rows);
      const expected = { runId: 'r1', videoId: 'v1', frameIndex: 7, ptsSeconds: 61.5, classId: 16, label: 'dog' };
      assert.deepEqual(batches, [{ ...expected, confidence: 0.7, x1: 600, y1: 300, x2: 800, y2: 400 }]);
    }));

  it('count by label, second, minute and video, with the times of the stream', () =>
    withAnswers(async (store) => {
      const inOne = { runId: 'r1', videoId: 'v1' };
      for (const [filter, expected] of [
        [
          { by: 'label' },
          [
            { label: 'person', detections: 4, frames: 3 },
            { label: 'car', detections: 1, frames: 1 },
            { label: 'dog', detections: 1, frames: 1 },
          ],
        ],
        [
          { by: 'second', run: 'r1' },
          [
            { ...inOne, second: 0, detections: 3, frames: 2 },
            { ...inOne, second: 61, detections: 2, frames: 1 },
          ],
        ],
        [{ by: 'minute', label: 'dog' }, [{ ...inOne, minute: 1, detections: 1, frames: 1 }]],
        [
          { by: 'video', minConfidence: '0.5' },
          [
            { videoId: 'v1', uri: '/videos/one.mp4', detections: 4, frames: 3 },
            { videoId: 'v2', uri: '/elsewhere/two.mp4', detections: 1, frames: 1 },
          ],
        ],
        [{ by: 'label', limit: '1' }, [{ label: 'person', detections: 4, frames: 3 }]],
      ] as [RawFilter, unknown[]][]) {
        assert.deepEqual(await store.reader.counts(filter), expected, JSON.stringify(filter));
      }
    }));

  it('list the latest runs, the latest last', () =>
    withAnswers(async (store) => {
      const all = (await store.reader.runs({})).map(({ runId }) => runId);
      assert.ok(all.length > 1);
      assert.deepEqual(
        (await store.reader.runs({ limit: '1' })).map(({ runId }) => runId),
        all.slice(-1),
      );
    }));

  it('are empty for a label that the model knows and did not find', () =>
    withAnswers(async (store) => {
      const unseen = sampleModel({ modelSha256: 'd'.repeat(64), labels: ['person', 'zebra'] });
      await store.ledger.open(sampleRun({ runId: 'r3', model: unseen }));
      assert.deepEqual(await ask(store, { label: 'zebra' }), []);
      assert.deepEqual(await store.reader.counts({ by: 'label', label: 'zebra', run: 'r3' }), []);
      assert.deepEqual(await ask(store, { label: 'zebra,dog', video: 'v1' }), ['r1 7 dog']);
      await assert.rejects(store.reader.counts({ by: 'label', label: 'zebra', run: 'r1' }), { code: 'QUERY_INVALID' });
    }));

  it('name labels that are near one that no model knows', () =>
    withAnswers((store) =>
      assert.rejects(store.reader.detections({ label: 'Dgo' }), {
        code: 'QUERY_INVALID',
        message: /\(near: dog\), got `Dgo`/,
      }),
    ));

  it('are given for every name under which a video was seen', () =>
    withAnswers(async (store) => {
      for (const uri of ['/backup/cam 2.mp4', 'https://h/a/moved.mp4', '/videos/one.mp4', '/backup/cam 2.mp4'])
        await store.ledger.open(sampleRun({ video: { uri } }));
      for (const video of ['one.mp4', '/videos/one.mp4', 'cam 2.mp4', '/backup/cam 2.mp4', 'moved.mp4', 'v1']) {
        assert.deepEqual(await ask(store, { video, limit: '1' }), ['r1 0 person'], video);
        assert.deepEqual(
          (await store.reader.runs({ video })).map((run) => [run.runId, run.uri]),
          [['r1', '/backup/cam 2.mp4']],
        );
      }
      assert.deepEqual(await store.reader.counts({ by: 'video', video: 'one.mp4' }), [
        { videoId: 'v1', uri: '/backup/cam 2.mp4', detections: 5, frames: 3 },
      ]);
      await assert.rejects(store.reader.runs({ video: 'cam' }), { code: 'RUN_NOT_FOUND' });
    }));

  it('are refused for runs, videos and labels that the store does not know', () =>
    withAnswers(async (store) => {
      await assert.rejects(store.reader.detections({ run: 'r9' }), { code: 'RUN_NOT_FOUND', message: /`r9`/ });
      await assert.rejects(store.reader.counts({ by: 'label', video: 'three.mp4' }), { code: 'RUN_NOT_FOUND' });
      await assert.rejects(store.reader.detections({ label: 'dog,unicorn' }), {
        code: 'QUERY_INVALID',
        message: /\(car, dog, person\), got `unicorn`/,
      });
      await assert.rejects(store.reader.runs({ run: "' OR 1=1 --" }), { code: 'RUN_NOT_FOUND' });
    }));
});
