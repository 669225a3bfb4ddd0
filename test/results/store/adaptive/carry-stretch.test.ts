import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../../results/store/duckdb-store.ts';
import type { SettledStretch } from '../../../../shared/adaptive.ts';
import type { Detection } from '../../../../shared/detection.ts';
import type { DetectionRow } from '../../../../shared/questions.ts';
import type { RunRecord } from '../../../../shared/run.ts';
import { temporaryFolder } from '../../../fixtures/temporary-folder.ts';
import { sampleDetection, sampleFrame, sampleResult, sampleRun } from '../../fixtures/samples.ts';

const FRAMES = 9;
const settings = { adaptive: { recall: 0.95 }, chunkFrames: 1 };
const box = (left: number): Detection => sampleDetection({ box: [left, 0, left + 100, 50], confidence: 0.75 });
const name = (frameIndex: number) => ({ frameIndex, chunkIndex: frameIndex });
const between = (frameIndex: number) => ({ ...name(frameIndex), ptsSeconds: frameIndex / 25, width: 800, height: 400 });
const lookedAt = (frameIndex: number, detections: readonly Detection[]) =>
  sampleResult(frameIndex, {
    ...{ firstFrameIndex: frameIndex, frameCount: 1 },
    frames: [sampleFrame(frameIndex, { detections: [...detections] })],
  });
const failed = (frameIndex: number) => ({
  ...sampleResult(frameIndex, { firstFrameIndex: frameIndex, frameCount: 1 }),
  ...{ state: 'failed' as const, error: 'no', frames: [] },
});

/** Where things are in some frames, and whence that is known. */
function told(found: readonly DetectionRow[], ...frames: readonly number[]): string[] {
  const rows = found.filter(({ frameIndex }) => frames.includes(frameIndex));
  return rows.map(({ frameIndex, x1, carriedFrom }) => `${frameIndex}: ${x1} of ${carriedFrom}`);
}

describe('A stretch of an adaptive run', () => {
  const folder = temporaryFolder();
  let store: DuckDbStore;
  let run: RunRecord;
  beforeEach(async () => {
    store = await DuckDbStore.open(join(folder(), 'detections.duckdb'));
    run = await store.ledger.open(sampleRun({ settings }));
  });
  afterEach(() => store.close());

  const put = (...results: ReturnType<typeof sampleResult>[]) =>
    store.storeChunks(results.map((result) => ({ ...result, generation: run.generation })));
  const gap = (from: number, to: number, audited: readonly number[] = []) => {
    const frames = Array.from({ length: to - from - 1 }, (_, at) => between(from + 1 + at));
    return { from: name(from), to: name(to), frames, audited };
  };
  const stretch = (gaps: SettledStretch['gaps'], changes: Partial<SettledStretch> = {}): SettledStretch => ({
    ...{ firstChunkIndex: 0, lastChunkIndex: FRAMES - 1, gaps, isLast: false, isLenient: true },
    ...changes,
  });
  const rows = async () => {
    const all: DetectionRow[] = [];
    for await (const batch of await store.reader.detections({ run: 'r1' })) all.push(...batch);
    return all;
  };

  it('is given what lies between the frames that were looked at, all at once, and ends the run', async () => {
    await put(lookedAt(0, [box(0)]), lookedAt(8, [box(80), box(500)]), lookedAt(4, [box(40)]));
    await store.ledger.endInput(run, { sampledFrames: FRAMES, frameCount: FRAMES, inputError: null });
    const { outcome, audit } = await store.carrier.carry(run, stretch([gap(0, 4), gap(4, 8, [])]));
    assert.equal(outcome, 'carried');
    assert.equal(audit!.auditedFrames, 0);
    const found = await rows();
    assert.deepEqual(
      found
        .filter(({ x1 }) => x1 < 300)
        .map(({ frameIndex, x1, x2, carriedFrom }) => [frameIndex, x1, x2, carriedFrom]),
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((at) => [at, at * 10, at * 10 + 100, at % 4 === 0 ? null : at < 4 ? 0 : 4]),
    );
    // one that came grows as sure from one frame to the next, from the threshold on
    assert.deepEqual(
      found.filter(({ x1 }) => x1 >= 300).map(({ frameIndex, confidence }) => [frameIndex, confidence]),
      [
        [5, 0.375],
        [6, 0.5],
        [7, 0.625],
        [8, 0.75],
      ],
    );
    const { state, storedFrames, carriedFrames, detections } = await store.ledger.read('r1');
    assert.deepEqual([state, storedFrames, carriedFrames, detections], ['complete', FRAMES, 6, found.length]);
    assert.equal(await store.carrier.carriedUpTo('r1'), FRAMES);
  });

  it('changes nothing the second time', async () => {
    await put(lookedAt(0, [box(0)]), lookedAt(8, [box(80)]));
    await store.carrier.carry(run, stretch([gap(0, 8)]));
    const before = await rows();
    assert.equal((await store.carrier.carry(run, stretch([gap(0, 8)]))).outcome, 'carried');
    assert.deepEqual(await rows(), before);
    assert.equal((await store.ledger.read('r1')).carriedFrames, 7);
  });

  it('is audited by frames that were looked at all the same, held against what is known without them; then they tell of their neighbours like others', async () => {
    await put(lookedAt(0, [box(0)]), lookedAt(8, [box(80)]), lookedAt(3, [box(30), box(600)]));
    const { audit } = await store.carrier.carry(run, stretch([gap(0, 8, [3])], { isLast: true }));
    assert.equal(audit!.auditedFrames, 1);
    // of two in the frame that was audited one was found; six frames hold twelve then, beside four that were seen
    assert.ok(Math.abs(audit!.recall - (4 + 6) / (4 + 12)) < 1e-9, `${audit!.recall}`);
    assert.equal(audit!.precision, 1);
    assert.ok(audit!.recallLow < audit!.recall && audit!.recall < audit!.recallHigh);
    const found = await rows();
    assert.deepEqual(told(found, 3), ['3: 30 of null', '3: 600 of null']);
    assert.deepEqual(told(found, 2, 4), ['2: 20 of 0', '2: 600 of 0', '4: 40 of 3', '4: 600 of 3']);
    assert.deepEqual((await store.ledger.read('r1')).audit, audit);
    assert.deepEqual(
      (await store.reader.runs({})).map((one) => one.audit),
      [audit],
    );
  });

  it('takes a frame as looked at that a command had looked at before it was killed', async () => {
    await put(lookedAt(0, [box(0)]), lookedAt(8, [box(80)]), lookedAt(3, [box(30), box(600)]), lookedAt(5, [box(56)]));
    const { audit } = await store.carrier.carry(run, stretch([gap(0, 8, [3])], { isLast: true }));
    // five frames hold ten, of which five are found, beside five that were seen
    assert.ok(Math.abs(audit!.recall - (5 + 5) / (5 + 10)) < 1e-9, `${audit!.recall}`);
    assert.equal((await store.ledger.read('r1')).carriedFrames, 5);
    assert.deepEqual(told(await rows(), 5, 6), ['5: 56 of null', '6: 64 of 5']);
  });

  it('is not carried where the audit is not content, nor before it is there', async () => {
    await put(lookedAt(0, [box(0)]), lookedAt(8, [box(80)]));
    const asked = stretch([gap(0, 8, [3])]);
    assert.deepEqual(await store.carrier.carry(run, asked), { outcome: 'waiting', audit: null });
    await put(lookedAt(3, [box(600)]));
    const { outcome, audit } = await store.carrier.carry(run, asked);
    assert.equal(outcome, 'short');
    assert.ok(audit!.recall < 0.95 && audit!.precision < 0.95);
    assert.equal((await store.ledger.read('r1')).storedFrames, 3);
    assert.equal(await store.carrier.carriedUpTo('r1'), 0);
    assert.equal((await store.carrier.carry(run, { ...asked, isLast: true })).outcome, 'carried');
  });

  it('is not carried by few audited detections, unless that is enough', async () => {
    await put(lookedAt(0, [box(0)]), lookedAt(8, [box(80)]), lookedAt(3, [box(30)]));
    const strict = stretch([gap(0, 8, [3])], { isLenient: false });
    assert.equal((await store.carrier.carry(run, strict)).outcome, 'few');
    assert.equal((await store.carrier.carry(run, { ...strict, isLenient: true })).outcome, 'carried');
  });

  it('is carried by frames that hold nothing at all', async () => {
    await put(lookedAt(0, []), lookedAt(8, []), lookedAt(3, []));
    assert.equal((await store.carrier.carry(run, stretch([gap(0, 8, [3])], { isLenient: false }))).outcome, 'carried');
  });

  it('is forgotten with its run', async () => {
    await put(lookedAt(0, [box(0)]), lookedAt(8, [box(80)]));
    await store.carrier.carry(run, stretch([gap(0, 8)]));
    const again = await store.ledger.open(sampleRun({ settings, force: true }));
    assert.deepEqual([again.storedFrames, again.carriedFrames, again.audit], [0, 0, undefined]);
    assert.equal(await store.carrier.carriedUpTo('r1'), 0);
    await assert.rejects(store.carrier.carry(run, stretch([gap(0, 8)])), { code: 'RUN_CONFLICT' });
    await assert.rejects(store.carrier.judge(run, []), { code: 'RUN_CONFLICT' });
  });

  it('is none of another run', async () => {
    const plain = await store.ledger.open(sampleRun({ runId: 'r2' }));
    await assert.rejects(store.carrier.judge(plain, []), { code: 'CONFIG_INVALID' });
  });

  it('has gaps that are judged by what is known of them', async () => {
    await put(lookedAt(0, [box(0)]), lookedAt(4, [box(20)]), lookedAt(5, [box(600)]), lookedAt(6, []), failed(8));
    const judged = await store.carrier.judge(run, [
      { from: name(0), to: name(4), middle: null },
      { from: name(4), to: name(6), middle: null },
      { from: name(0), to: name(6), middle: name(4) },
      { from: name(0), to: name(6), middle: name(5) },
      { from: name(6), to: name(7), middle: null },
      { from: name(6), to: name(8), middle: null },
      { from: name(0), to: name(4), middle: name(2) },
    ]);
    assert.deepEqual(
      judged.map((verdict) =>
        'likeness' in verdict ? { ...verdict, likeness: verdict.likeness.toFixed(2) } : verdict,
      ),
      [
        { state: 'known', likeness: '1.00', isEmpty: false, error: null },
        { state: 'known', likeness: '0.00', isEmpty: false, error: null },
        { state: 'known', likeness: '0.00', isEmpty: false, error: 0 },
        { state: 'known', likeness: '0.00', isEmpty: false, error: 1 },
        { state: 'waiting' },
        { state: 'failed' },
        { state: 'waiting' },
      ],
    );
  });
});
