import assert from 'node:assert/strict';
import type { Detection } from '../../shared/detection.ts';
import type { FrameRow } from '../../shared/frame-rows.ts';
import type { RawFilter } from '../../shared/questions.ts';
import type { ResultsReader } from '../../shared/results-reader.ts';
import {
  failedResult,
  sampleDetection,
  sampleFrame,
  sampleModel,
  sampleResult,
  sampleRun,
  storeResults,
} from '../results/fixtures/samples.ts';
import type { LedgerSite } from './run-ledger.ts';

/** A reader, and the store that it reads. */
export interface ReaderSite extends LedgerSite {
  readonly reader: ResultsReader;
}

const person = sampleDetection({ box: [0, 0, 100, 100], confidence: 0.9 });
const faint = sampleDetection({ box: [300, 100, 500, 300], confidence: 0.3 });
const dog = sampleDetection({ box: [600, 300, 800, 400], confidence: 0.7, classId: 16, label: 'dog' });

function frame(frameIndex: number, ptsSeconds: number, detections: Detection[]) {
  return sampleFrame(frameIndex, { ptsSeconds, detections });
}

/** Two videos: one of 800×400 whose frames come at uneven times, one of 200×100 with the same file name elsewhere. */
async function storeTwoVideos(site: ReaderSite): Promise<void> {
  await site.ledger.open(sampleRun());
  const uneven = [
    frame(0, 0, [person]),
    frame(1, 0.08, [person, faint]),
    frame(2, 0.98, []),
    frame(7, 61.5, [dog, person]),
  ];
  await storeResults(site, [sampleResult(0, { frames: uneven })]);
  const second = { videoId: 'v2', uri: '/elsewhere/two.mp4', width: 200, height: 100 };
  await site.ledger.open(sampleRun({ runId: 'r2', video: second }));
  const small = sampleDetection({ box: [80, 40, 120, 60], confidence: 0.5, classId: 2, label: 'car' });
  await storeResults(site, [
    sampleResult(0, { runId: 'r2', frameCount: 1, frames: [{ ...frame(3, 0.1, [small]), width: 200, height: 100 }] }),
  ]);
}

/** Answers in short: run, frame and label. */
async function ask(site: ReaderSite, filter: RawFilter): Promise<string[]> {
  const found: string[] = [];
  for await (const rows of await site.reader.detections(filter)) {
    found.push(...rows.map((row) => `${row.runId} ${row.frameIndex} ${row.label}`));
  }
  return found;
}

/** Counts, without what says how many were looked at. */
async function count(site: ReaderSite, filter: RawFilter): Promise<unknown[]> {
  const rows = await site.reader.counts(filter);
  return rows.map(({ lookedFrames: _l, meanPerFrame: _m, maxPerFrame: _x, ...row }) => row);
}

const ALL = ['r1 0 person', 'r1 1 person', 'r1 1 person', 'r1 7 person', 'r1 7 dog', 'r2 3 car'];

/** What every `ResultsReader` answers. */
export function testsResultsReader(name: string, openSite: () => Promise<ReaderSite>): void {
  describe(`${name}, as a reader of results`, () => {
    let site: ReaderSite;
    beforeEach(async () => {
      site = await openSite();
      await storeTwoVideos(site);
    });
    afterEach(() => site.close());

    it('says where in the picture detections lie, by cells of each picture', async () => {
      const cells = await site.reader.heatMap({ columns: '2', rows: '2' });
      assert.deepEqual(
        cells.map(({ label, column, row, detections }) => [label, column, row, detections]),
        [
          ['car', 1, 1, 1],
          ['dog', 1, 1, 1],
          ['person', 0, 0, 3],
          ['person', 1, 1, 1],
        ],
      );
      assert.equal((await site.reader.heatMap({ label: 'dog', spot: 'box', columns: '8', rows: '4' })).length, 2);
    });

    it('gives the right answer for every filter', async () => {
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
        [{ zone: '0,0,60,60', anchor: 'center' }, ['r1 0 person', 'r1 1 person', 'r1 7 person']],
        [{ zone: '0,0,60,60' }, []],
        [{ zone: '0,50,60,100' }, ['r1 0 person', 'r1 1 person', 'r1 7 person']],
        [{ zone: '400,200,401,201', anchor: 'center' }, ['r1 1 person']],
        [{ zone: '50%,50%,100%,100%' }, ['r1 1 person', 'r1 7 dog', 'r2 3 car']],
        [{ zone: '100,60,800,400', run: 'r2' }, ['r2 3 car']],
        [{ zone: '101,50,800,400', run: 'r2' }, []],
        [{ limit: '2' }, ALL.slice(0, 2)],
        [{ run: 'r1', label: 'person', minConfidence: '0.5', zone: '0,0,50,50%', limit: '1' }, ['r1 0 person']],
        [{ run: 'r1,r2', notLabel: 'person' }, ['r1 7 dog', 'r2 3 car']],
        [{ video: '*.mp4', label: 'car' }, ['r2 3 car']],
        [
          { minConfidence: '0.8,person=0.2', label: 'person,dog' },
          ['r1 0 person', 'r1 1 person', 'r1 1 person', 'r1 7 person'],
        ],
        [{ where: 'person>=2' }, ['r1 1 person', 'r1 1 person']],
        [{ where: 'not person' }, ['r2 3 car']],
        [{ where: 'dog and person', label: 'dog' }, ['r1 7 dog']],
        [{ label: 'person', with: 'dog', within: '1m' }, ['r1 7 person']],
        [{ label: 'person', with: 'dog', within: '62' }, ['r1 0 person', 'r1 1 person', 'r1 1 person', 'r1 7 person']],
        [{ label: 'person', without: 'dog' }, ['r1 0 person', 'r1 1 person', 'r1 1 person']],
        // biome-ignore lint/suspicious/noThenProperty: what the filter is called
        [{ label: 'person', then: 'dog', within: '61.42' }, ['r1 1 person', 'r1 1 person']],
        [{ area: '..2000' }, ['r2 3 car']],
        [{ area: '10%..' }, ['r1 1 person']],
        [{ aspect: '1.5..' }, ['r1 7 dog', 'r2 3 car']],
        [{ order: 'confidence', limit: '2' }, ['r1 0 person', 'r1 1 person']],
        [{ order: 'latest', limit: '3' }, ['r2 3 car', 'r1 7 person', 'r1 7 dog']],
        [{ spread: '10s' }, ['r1 0 person', 'r1 7 person', 'r1 7 dog', 'r2 3 car']],
      ] as [RawFilter, string[]][]) {
        assert.deepEqual(await ask(site, filter), expected, JSON.stringify(filter));
      }
    });

    it('gives the frames that were looked at, with what the filters leave of their detections', async () => {
      for (const [filter, expected] of [
        [{}, ['r1 0 1', 'r1 1 2', 'r1 2 0', 'r1 7 2', 'r2 3 1']],
        [{ label: 'dog' }, ['r1 0 0', 'r1 1 0', 'r1 2 0', 'r1 7 1', 'r2 3 0']],
        [{ label: 'dog', only: 'r2' }, ['r2 3 0']],
        [{ run: 'r1', from: '0.08', to: '61.5' }, ['r1 1 2', 'r1 2 0']],
        [{ run: 'r1', where: 'person>=2' }, ['r1 0 0', 'r1 1 2', 'r1 2 0', 'r1 7 0']],
        [{ run: 'r1', spread: '10s' }, ['r1 0 1', 'r1 1 0', 'r1 2 0', 'r1 7 2']],
        [{ video: 'two.mp4', minConfidence: '0.6' }, ['r2 3 0']],
      ] as [RawFilter, string[]][]) {
        const found: string[] = [];
        for await (const rows of await site.reader.frames(filter))
          found.push(...rows.map((row) => `${row.runId} ${row.frameIndex} ${row.detections.length}`));
        assert.deepEqual(found, expected, JSON.stringify(filter));
      }
      await assert.rejects(site.reader.frames({ limit: '1' }), { code: 'QUERY_INVALID' });
      await assert.rejects(site.reader.frames({ label: 'unicorn', only: 'r2' }), { code: 'QUERY_INVALID' });
      await assert.rejects(site.reader.frames({ run: 'r1', only: 'r2' }), { code: 'QUERY_INVALID', message: /`r2`/ });
      await assert.rejects(site.reader.frames({ iou: '0.5' }), { code: 'QUERY_INVALID', message: /`notIn`/ });
    });

    it('gives frames by the wall clock, in their own size, with detections by falling confidence', async () => {
      const recorded = { recordedAt: '2026-03-02T21:59:59.000Z', recordedAtSource: 'flag' } as const;
      await site.ledger.open(sampleRun({ runId: 'r3', video: { videoId: 'v3', ...recorded } }));
      const frames = [
        frame(0, 0, []),
        { ...frame(1, 1.5, [faint, person]), width: 400, height: 200 },
        frame(2, 3, [dog]),
      ];
      await storeResults(site, [sampleResult(0, { runId: 'r3', frameCount: 3, frames })]);
      const found: FrameRow[] = [];
      const filter = { since: '2026-03-02T22:00:00Z', until: '2026-03-02T22:00:01Z' };
      for await (const rows of await site.reader.frames(filter)) found.push(...rows);
      const box = ([x1, y1, x2, y2]: Detection['box']) => ({ x1, y1, x2, y2 });
      assert.deepEqual(found, [
        {
          ...{ runId: 'r3', videoId: 'v3', frameIndex: 1, ptsSeconds: 1.5, width: 400, height: 200 },
          capturedAt: '2026-03-02T22:00:00.500Z',
          detections: [
            { classId: 0, label: 'person', confidence: 0.9, ...box(person.box) },
            { classId: 0, label: 'person', confidence: 0.3, ...box(faint.box) },
          ],
        },
      ]);
      const [, , third] = await site.reader.runVideos({});
      assert.equal(third?.recordedAt, recorded.recordedAt);
    });

    it('tells the videos of runs, with the labels of their models', async () => {
      const labels = ['person', 'car', 'dog'];
      const common = { fpsNum: 25, fpsDen: 1, frameCount: null, recordedAt: null, stream: 0, program: null, labels };
      const at = (uri: string) => ({ uri, places: [uri] });
      const second = { runId: 'r2', videoId: 'v2', ...at('/elsewhere/two.mp4'), width: 200, height: 100, ...common };
      assert.deepEqual(await site.reader.runVideos({ run: 'r2' }), [second]);
      const first = { runId: 'r1', videoId: 'v1', ...at('/videos/one.mp4'), width: 800, height: 400, ...common };
      assert.deepEqual(await site.reader.runVideos({}), [first, second]);
      assert.deepEqual(await site.reader.runVideos({ limit: '1' }), [second]);
      await assert.rejects(site.reader.runVideos({ run: 'r9' }), { code: 'RUN_NOT_FOUND' });
    });

    it('gives the numbers that were stored', async () => {
      const batches: unknown[] = [];
      for await (const rows of await site.reader.detections({ label: 'dog' })) batches.push(...rows);
      const expected = { runId: 'r1', videoId: 'v1', frameIndex: 7, ptsSeconds: 61.5, classId: 16, label: 'dog' };
      assert.deepEqual(batches, [
        { ...expected, confidence: 0.7, x1: 600, y1: 300, x2: 800, y2: 400, capturedAt: null },
      ]);
    });

    it('counts by label, second, minute and video, with the times of the stream', async () => {
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
          { by: 'second', run: 'r1', limit: '2' },
          [
            { ...inOne, second: 0, detections: 3, frames: 2 },
            { ...inOne, second: 1, detections: null, frames: null },
          ],
        ],
        [
          { by: 'minute', label: 'dog', run: 'r1' },
          [
            { ...inOne, minute: 0, detections: 0, frames: 0 },
            { ...inOne, minute: 1, detections: 1, frames: 1 },
          ],
        ],
        [
          { by: 'video', minConfidence: '0.5' },
          [
            { videoId: 'v1', uri: '/videos/one.mp4', detections: 4, frames: 3 },
            { videoId: 'v2', uri: '/elsewhere/two.mp4', detections: 1, frames: 1 },
          ],
        ],
        [
          { by: 'label', minConfidence: '0.7' },
          [
            { label: 'person', detections: 3, frames: 3 },
            { label: 'dog', detections: 1, frames: 1 },
          ],
        ],
        [{ by: 'label', minConfidence: '0.71' }, [{ label: 'person', detections: 3, frames: 3 }]],
        [{ by: 'label', limit: '1' }, [{ label: 'person', detections: 4, frames: 3 }]],
      ] as [RawFilter, unknown[]][]) {
        assert.deepEqual(await count(site, filter), expected, JSON.stringify(filter));
      }
    });

    it('lists the latest runs, the latest last', async () => {
      const all = (await site.reader.runs({})).map(({ runId }) => runId);
      assert.ok(all.length > 1);
      assert.deepEqual(
        (await site.reader.runs({ limit: '1' })).map(({ runId }) => runId),
        all.slice(-1),
      );
    });

    it('answers with nothing for a label that the model knows and did not find', async () => {
      const unseen = sampleModel({ modelSha256: 'd'.repeat(64), labels: ['person', 'zebra'] });
      await site.ledger.open(sampleRun({ runId: 'r3', model: unseen }));
      assert.deepEqual(await ask(site, { label: 'zebra' }), []);
      const looked = { label: 'zebra', lookedFrames: 0 };
      const unlooked = { detections: null, frames: null, meanPerFrame: null, maxPerFrame: null };
      assert.deepEqual(await site.reader.counts({ by: 'label', label: 'zebra', run: 'r3' }), [
        { ...looked, ...unlooked },
      ]);
      assert.deepEqual(await ask(site, { label: 'zebra,dog', video: 'v1' }), ['r1 7 dog']);
      await assert.rejects(site.reader.counts({ by: 'label', label: 'zebra', run: 'r1' }), { code: 'QUERY_INVALID' });
    });

    it('takes per cent of the size that a frame has itself', async () => {
      const corner = sampleDetection({ box: [70, 70, 90, 90] });
      const frames = [
        sampleFrame(4, { detections: [corner] }),
        sampleFrame(5, { width: 100, height: 100, detections: [corner] }),
      ];
      await storeResults(site, [sampleResult(1, { frameCount: 2, frames })]);
      assert.deepEqual(await ask(site, { zone: '75%,75%,85%,85%', run: 'r1', anchor: 'center' }), ['r1 5 person']);
      assert.deepEqual(await ask(site, { zone: '5%,15%,15%,25%', run: 'r1', anchor: 'center' }), ['r1 4 person']);
      const counted = await count(site, { by: 'label', zone: '75%,75%,85%,85%', anchor: 'center' });
      assert.deepEqual(counted, [{ label: 'person', detections: 1, frames: 1 }]);
    });

    it('finds labels that hold commas and quotes', async () => {
      const odd = sampleDetection({ classId: 3, label: 'traffic, "red" light' });
      const model = sampleModel({ modelSha256: 'e'.repeat(64), labels: ['person', 'traffic, "red" light'] });
      await site.ledger.open(sampleRun({ runId: 'r3', model }));
      await storeResults(site, [sampleResult(0, { runId: 'r3', frameCount: 1, frames: [frame(0, 0, [odd])] })]);
      const found = await ask(site, { label: '"traffic, ""red"" light",dog' });
      assert.deepEqual(found, ['r1 7 dog', 'r3 0 traffic, "red" light']);
      await assert.rejects(ask(site, { label: 'traffic, light' }), { code: 'QUERY_INVALID' });
    });

    it('names labels that are near one that no model knows', () =>
      assert.rejects(site.reader.detections({ label: 'Dgo' }), {
        code: 'QUERY_INVALID',
        message: /\(near: dog\), got `Dgo`/,
      }));

    it('answers to every name under which a video was seen', async () => {
      for (const uri of ['/backup/cam 2.mp4', 'https://h/a/moved.mp4', '/videos/one.mp4', '/backup/cam 2.mp4'])
        await site.ledger.open(sampleRun({ video: { uri } }));
      for (const video of ['one.mp4', '/videos/one.mp4', 'cam 2.mp4', '/backup/cam 2.mp4', 'moved.mp4', 'v1']) {
        assert.deepEqual(await ask(site, { video, limit: '1' }), ['r1 0 person'], video);
        assert.deepEqual(
          (await site.reader.runs({ video })).map((run) => [run.runId, run.uri]),
          [['r1', '/backup/cam 2.mp4']],
        );
      }
      assert.deepEqual(await count(site, { by: 'video', video: 'one.mp4' }), [
        { videoId: 'v1', uri: '/backup/cam 2.mp4', detections: 5, frames: 3 },
      ]);
      await assert.rejects(site.reader.runs({ video: 'cam' }), { code: 'RUN_NOT_FOUND' });
    });

    it('refuses runs, videos and labels that the store does not know', async () => {
      await assert.rejects(site.reader.detections({ run: 'r9' }), { code: 'RUN_NOT_FOUND', message: /`r9`/ });
      await assert.rejects(site.reader.counts({ by: 'label', video: 'three.mp4' }), { code: 'RUN_NOT_FOUND' });
      await assert.rejects(site.reader.detections({ label: 'dog,unicorn' }), {
        code: 'QUERY_INVALID',
        message: /\(car, dog, person\), got `unicorn`/,
      });
      await assert.rejects(site.reader.runs({ run: "' OR 1=1 --" }), { code: 'RUN_NOT_FOUND' });
    });

    it('names the chunks that failed, each with its reason', async () => {
      await storeResults(site, [failedResult(3), failedResult(1)]);
      const failed = { frameCount: 4, error: 'out of memory' };
      assert.deepEqual(await site.reader.failures('r1'), [
        { chunkIndex: 1, firstFrameIndex: 4, ...failed },
        { chunkIndex: 3, firstFrameIndex: 12, ...failed },
      ]);
      assert.deepEqual(await site.reader.failures('r2'), []);
      await assert.rejects(site.reader.failures('ghost'), { code: 'RUN_NOT_FOUND' });
    });

    it('finds stretches, alone and beside others', async () => {
      const found = async (filter: RawFilter) =>
        (await site.reader.segments(filter)).map(({ runId, from, to, peak, bestFrame }) => [
          runId,
          from,
          to,
          peak,
          bestFrame,
        ]);
      const first = ['r1', 0, 0.08, 2, 0];
      const last = ['r1', 61.5, 61.5, 1, 7];
      assert.deepEqual(await found({ label: 'person' }), [first, last]);
      assert.deepEqual(await found({ label: 'person', gap: '62' }), [['r1', 0, 61.5, 2, 0]]);
      assert.deepEqual(await found({ label: 'person', minLength: '50ms' }), [first]);
      assert.deepEqual(await found({ where: 'person', and: 'dog' }), [last]);
      assert.deepEqual(await found({ where: 'person', minus: 'dog' }), [first]);
      assert.deepEqual(await found({ where: 'person>=2', before: 'dog', within: '62s' }), [['r1', 0.08, 0.08, 2, 1]]);
      assert.deepEqual(await found({ where: 'person>=2', before: 'dog', within: '1s' }), []);
      assert.deepEqual(await found({ label: 'dog', after: 'person>=2', within: '62s' }), [last]);
      await assert.rejects(found({ label: 'dog', after: 'person' }), {
        code: 'QUERY_INVALID',
        message: /`within` with `after`/,
      });
      await assert.rejects(found({ and: 'dog', or: 'person' }), {
        code: 'QUERY_INVALID',
        message: /one of `and`, `or`/,
      });
    });

    it('gives long answers in batches, in one order, and stands a reader who leaves', async () => {
      const detections = Array.from({ length: 300 }, (_, classId) => sampleDetection({ classId }));
      const frames = [4, 5, 6, 7].map((index) => sampleFrame(index, { detections }));
      await storeResults(
        site,
        [...Array(8).keys()].map((chunk) =>
          sampleResult(chunk + 1, {
            frames: frames.map((one) => ({ ...one, frameIndex: one.frameIndex + chunk * 4 })),
          }),
        ),
      );
      const read = async (most: number) => {
        const order: number[] = [];
        for await (const rows of await site.reader.detections({ run: 'r1', from: '0' })) {
          order.push(...rows.map(({ frameIndex, classId }) => frameIndex * 1000 + classId));
          if (order.length >= most) break;
        }
        return order;
      };
      const all = await read(Number.POSITIVE_INFINITY);
      assert.equal(all.length, 5 + 8 * 4 * 300);
      const some = await read(1);
      assert.ok(some.length < all.length);
      assert.deepEqual(some, all.slice(0, some.length));
    });
  });
}
