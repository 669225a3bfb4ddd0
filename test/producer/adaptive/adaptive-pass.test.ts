import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDbStore } from '../../../results/store/duckdb-store.ts';
import type { DetectionRow } from '../../../shared/questions.ts';
import { patternClip } from '../../fixtures/clips.ts';
import { suiteFolder, temporaryFolder } from '../../fixtures/temporary-folder.ts';
import { produceWith } from '../produce.ts';
import { DetectingQueue, type Seen } from './detecting-queue.ts';

const FRAMES = 200;
const settings = { adaptive: { recall: 0.95 } };
const thing = (left: number) => [
  { box: [left, 50, left + 40, 90] as const, confidence: 0.8, classId: 1, label: 'car' },
];
const straight: Seen = (frame) => thing(frame);

interface Given extends NonNullable<Parameters<typeof produceWith>[3]> {
  readonly clip?: string;
}

describe('A recording of which as many frames are looked at as it takes', () => {
  // each frame is a transaction of its own, on disk
  const clips = suiteFolder();
  const folder = temporaryFolder();
  let clip: string;
  let store: DuckDbStore;
  before(() => {
    clip = patternClip(join(clips, 'clip.mkv'), { frames: FRAMES, fps: 25, output: ['-g', '25'] });
  });
  beforeEach(async () => {
    store = await DuckDbStore.open(join(folder(), 'detections.duckdb'));
  });
  afterEach(() => store.close());

  const produce = (seen: Seen, { clip: path = clip, ...given }: Given = {}) => {
    const queue = new DetectingQueue(store, seen);
    const ports = { queue, ledger: store.ledger, carrier: store.carrier };
    const produced = produceWith(ports, path, settings, { runId: 'r1', ...given });
    return { queue, produced };
  };
  const rows = async () => {
    const all: DetectionRow[] = [];
    for await (const batch of await store.reader.detections({ run: 'r1' })) all.push(...batch);
    return all;
  };

  it('gives all of them what full inference would have given, where things move evenly', async () => {
    const { queue, produced } = produce(straight);
    const { run } = await produced;
    assert.deepEqual([run.state, run.storedFrames, run.settings.chunkFrames], ['complete', FRAMES, 1]);
    assert.equal(run.carriedFrames, FRAMES - queue.frames.length);
    assert.ok(queue.frames.length < FRAMES / 4, `${queue.frames.length} were looked at`);
    assert.equal(new Set(queue.frames).size, queue.frames.length);
    const found = await rows();
    assert.deepEqual(
      found.map(({ frameIndex }) => frameIndex),
      Array.from({ length: FRAMES }, (_, index) => index),
    );
    for (const { frameIndex, x1, carriedFrom } of found) {
      assert.ok(Math.abs(x1 - frameIndex) < 0.01, `${x1} in frame ${frameIndex}`);
      assert.equal(carriedFrom === null, queue.frames.includes(frameIndex));
      if (carriedFrom !== null) assert.ok(carriedFrom! < frameIndex && queue.frames.includes(carriedFrom!));
    }
    assert.deepEqual([run.audit!.recall, run.audit!.precision], [1, 1]);
    assert.ok(run.audit!.auditedFrames >= 8);
  });

  it('finds where things turn and cuts', async () => {
    const seen = (frame: number) =>
      frame < 77 ? thing(2 * frame) : frame < 140 ? thing(154 - (frame - 77) * 2) : thing(600);
    const { queue, produced } = produce(seen);
    const { run } = await produced;
    assert.equal(run.state, 'complete');
    assert.ok(queue.frames.length < FRAMES / 2, `${queue.frames.length} were looked at`);
    const off = (await rows()).filter(({ frameIndex, x1 }) => Math.abs(x1 - seen(frameIndex)[0]!.box[0]) > 10);
    assert.ok(off.length <= 0.05 * FRAMES, `${off.length} are elsewhere`);
  });

  it('is looked at whole where nothing can be told', async () => {
    const { queue, produced } = produce((frame) => thing(((frame * 7919) % 97) * 10));
    const { run } = await produced;
    assert.deepEqual([run.state, run.storedFrames, run.carriedFrames], ['complete', FRAMES, 0]);
    assert.equal(new Set(queue.frames).size, FRAMES);
    assert.deepEqual([run.audit!.recall, run.audit!.recallLow], [1, 1]);
  });

  it('goes on where it was stopped, and sends nothing again that is stored', async () => {
    const stop = new AbortController();
    const first = produce(straight, { stop: stop.signal });
    first.queue.onPut = (count) => {
      if (count === 9) stop.abort();
    };
    const { run: stopped, outcome } = await first.produced;
    assert.deepEqual([outcome, stopped.state, stopped.carriedFrames], ['stopped', 'open', 0]);
    const second = produce(straight);
    const { run } = await second.produced;
    assert.deepEqual([run.state, run.storedFrames], ['complete', FRAMES]);
    assert.deepEqual(
      second.queue.frames.filter((frame) => first.queue.frames.includes(frame)),
      [],
    );
    assert.equal(run.carriedFrames, FRAMES - first.queue.frames.length - second.queue.frames.length);
    const third = produce(straight);
    assert.deepEqual([(await third.produced).run, third.queue.frames], [run, []]);
  });

  it('passes over the stretches that are carried, where a long one goes on', async () => {
    const long = patternClip(join(clips, 'long.mkv'), { frames: 2300, fps: 25, size: '64x64', output: ['-g', '100'] });
    const stop = new AbortController();
    const given = { clip: long, stop: stop.signal };
    const first = produce(straight, given);
    first.queue.onPut = () => {
      if (first.queue.frames.at(-1)! >= 2100) stop.abort();
    };
    assert.deepEqual(await first.produced.then(({ run, outcome }) => [outcome, run.state, run.storedFrames >= 2048]), [
      'stopped',
      'open',
      true,
    ]);
    assert.equal(await store.carrier.carriedUpTo('r1'), 2048);
    const second = produce(straight, { clip: long });
    const { run } = await second.produced;
    assert.deepEqual([run.state, run.storedFrames], ['complete', 2300]);
    assert.ok(second.queue.frames.every((frame) => frame >= 2048));
    assert.equal((await rows()).length, 2300);
    assert.ok(run.audit!.auditedFrames > 55, `${run.audit!.auditedFrames}`);
  });

  it('looks at all frames around one that fails, and tries that again the next time', async () => {
    const { queue, produced } = produce((frame) => (frame === 36 ? 'failed' : thing(frame)));
    const { run } = await produced;
    assert.deepEqual([run.state, run.storedFrames, run.failedFrames], ['complete', FRAMES - 1, 1]);
    for (let frame = 19; frame < 54; frame++) assert.ok(queue.frames.includes(frame), `frame ${frame}`);
    assert.ok((await rows()).every(({ carriedFrom }) => carriedFrom !== 36));
    const again = produce(straight);
    const { run: mended } = await again.produced;
    assert.deepEqual([mended.state, mended.failedFrames, again.queue.frames], ['complete', 0, [36]]);
  });

  it('sends again what is lost on its way', async () => {
    const lost = new Set([18, 54]);
    const { queue, produced } = produce((frame) => (lost.delete(frame) ? 'lost' : thing(frame)));
    const { run } = await produced;
    assert.deepEqual([run.state, run.storedFrames], ['complete', FRAMES]);
    assert.deepEqual(queue.frames.filter((frame) => frame === 18 || frame === 54).sort(), [18, 18, 54, 54]);
  });

  it('does not go on in a run that was begun anew', async () => {
    const { queue, produced } = produce(straight);
    let isBegun = false;
    queue.onPut = async () => {
      if (isBegun) return;
      isBegun = true;
      const { settings: stored, ...record } = await store.ledger.read('r1');
      const { sampleRun } = await import('../../results/fixtures/samples.ts');
      await store.ledger.open(
        sampleRun({ ...record, video: { videoId: record.videoId }, settings: stored, force: true }),
      );
    };
    await assert.rejects(produced, { code: 'RUN_CONFLICT' });
  });
});
