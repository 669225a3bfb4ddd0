import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DecodedFrame } from '../../../producer/ffmpeg/decoded-frame.ts';
import { type Ffmpeg, findFfmpeg } from '../../../producer/ffmpeg/find-ffmpeg.ts';
import type { Input } from '../../../producer/input/inputs.ts';
import { lookAt } from '../../../producer/recording/look-at.ts';
import { RecordingSource } from '../../../producer/recording/recording-source.ts';
import { type RunSettings, runSettingsSchema } from '../../../shared/run.ts';
import { MemoryFrameQueue } from '../../conformance/memory-frame-queue.ts';
import { cutClip } from '../../fixtures/broken-clips.ts';
import { demoClip } from '../../fixtures/clips.ts';
import { FileServer } from '../../fixtures/file-server.ts';
import { childrenNamed, until } from '../../fixtures/processes.ts';
import { skip } from '../../fixtures/skip.ts';
import { suiteFolder } from '../../fixtures/temporary-folder.ts';
import { fileOf } from '../decode.ts';
import { MemoryLedger } from '../memory-ledger.ts';
import { NO_CARRIER, produceWith, TestStore } from '../produce.ts';

const ALL = [{ first: 0, last: Infinity }];
const network = { width: 64, height: 64 };
/** An ffmpeg that is started is there by then. */
const ENOUGH_TO_START_MS = 300;
const never = new AbortController().signal;

describe('a recording that is decoded before its run is open', () => {
  const folder = suiteFolder();
  let ffmpeg: Ffmpeg;
  let path: string;
  const sources: RecordingSource[] = [];
  before(async function () {
    if (process.platform !== 'linux') skip(this, 'another system than Linux');
    ffmpeg = await findFfmpeg(null);
    path = demoClip(join(folder, 'clip.mp4'), 60);
  });
  afterEach(async () => {
    for (const source of sources.splice(0)) await source.close();
    assert.deepEqual(childrenNamed('ffmpeg'), []);
  });

  async function sourceOf(input: Input, settings: Partial<RunSettings> = {}, stop = never): Promise<RecordingSource> {
    const lookedAt = await lookAt(ffmpeg, input);
    const source = new RecordingSource({ ffmpeg, input, network }, runSettingsSchema.parse(settings), lookedAt, stop);
    sources.push(source);
    return source;
  }

  /** One whose pass has begun, and whose ffmpeg is there. */
  async function begunSourceOf(input: Input, settings: Partial<RunSettings> = {}, stop = never) {
    const source = await sourceOf(input, settings, stop);
    source.begin();
    await until('ffmpeg is there', () => childrenNamed('ffmpeg').length === 1);
    return source;
  }

  async function read(frames: AsyncIterable<DecodedFrame>) {
    const all: Omit<DecodedFrame, 'arrivedAt'>[] = [];
    for await (const { arrivedAt: _, pixels, ...frame } of frames) all.push({ ...frame, pixels: pixels.slice() });
    return all;
  }

  it('gives the frames of a pass that begins when it is opened, from the ffmpeg that runs', async () => {
    const expected = await read((await sourceOf(fileOf(path))).open(ALL, Infinity).frames);
    assert.equal(expected.length, 60);
    const source = await begunSourceOf(fileOf(path));
    const [begun] = childrenNamed('ffmpeg');
    const { frames, decoder } = source.open(ALL, Infinity);
    const first = await frames.next();
    assert.deepEqual(childrenNamed('ffmpeg'), [begun]);
    const { arrivedAt: _, ...frame } = first.value as DecodedFrame;
    const kept = { ...frame, pixels: frame.pixels.slice() };
    assert.deepEqual([kept, ...(await read(frames))], expected);
    assert.equal(decoder.seen.sourceFrames, 60);
    assert.equal((await read(source.open(ALL, Infinity).frames)).length, 60, 'and once more, from another one');
  });

  it('gives up the pass for one over other frames', async () => {
    const source = await begunSourceOf(fileOf(path));
    const frames = await read(source.open([{ first: 2, last: 2 }], Infinity).frames);
    const { chunkFrames } = source.settings;
    assert.deepEqual(
      frames.map(({ ordinal }) => ordinal),
      Array.from({ length: chunkFrames }, (_, index) => 2 * chunkFrames + index),
    );
    await until('the other ffmpeg is gone', () => childrenNamed('ffmpeg').length === 0);
  });

  it('ends a pass that was not needed, and one whose reader goes', async () => {
    await (await begunSourceOf(fileOf(path))).close();
    assert.deepEqual(childrenNamed('ffmpeg'), []);
    for await (const _ of (await begunSourceOf(fileOf(path))).open(ALL, Infinity).frames) break;
    assert.deepEqual(childrenNamed('ffmpeg'), []);
  });

  it('ends when it is stopped', async () => {
    const stop = new AbortController();
    const source = await begunSourceOf(fileOf(path), {}, stop.signal);
    stop.abort();
    assert.ok((await read(source.open(ALL, Infinity).frames)).length < 60);
  });

  it('tells what is wrong to whoever reads on', async () => {
    const cut = cutClip(join(folder, 'cut.mp4'));
    const source = await begunSourceOf(fileOf(cut));
    const { frames } = source.open(ALL, Infinity);
    await frames.next();
    rmSync(cut);
    await assert.rejects(read(frames), { code: 'FFMPEG_FAILED' });
  });

  it('does not ask a server twice', async () => {
    const server = await FileServer.start(path, null);
    const url = `http://127.0.0.1:${server.port}/clip.mp4`;
    try {
      const source = await sourceOf({ kind: 'url', source: url, uri: url });
      const asked = server.asked.length;
      source.begin();
      await sleep(ENOUGH_TO_START_MS);
      assert.equal(server.asked.length, asked);
      assert.deepEqual(childrenNamed('ffmpeg'), []);
    } finally {
      await server.stop();
    }
  });

  describe('in a run', () => {
    it('is decoded by the ffmpeg that runs', async () => {
      const store = new TestStore();
      const source = await begunSourceOf(fileOf(path));
      const begun = childrenNamed('ffmpeg');
      const others = new Set<number>();
      const onProgress = () => {
        for (const pid of childrenNamed('ffmpeg')) if (!begun.includes(pid)) others.add(pid);
      };
      const { run } = await store.produce(path, {}, { source: Promise.resolve(source), onProgress });
      assert.equal(run.state, 'complete');
      assert.equal(store.frameIndexes.length, 60);
      assert.deepEqual([...others], []);
    });

    it('is let go of where the run cannot be opened', async () => {
      const source = await begunSourceOf(fileOf(path));
      const onIdentified = () => Promise.reject(new Error('no turn'));
      const given = { source: Promise.resolve(source), onIdentified };
      await assert.rejects(new TestStore().produce(path, {}, given), /no turn/);
      assert.deepEqual(childrenNamed('ffmpeg'), []);
    });

    it('is let go of where the end of the run is known, and it is only waited for', async () => {
      const ledger = new MemoryLedger();
      const ports = { ledger, carrier: NO_CARRIER, queue: new MemoryFrameQueue(1 << 30) };
      const { run } = await produceWith(ports, path, {}, { wait: false });
      assert.equal(run.sampledFrames, 60);
      const source = await begunSourceOf(fileOf(path));
      let left: number[] | null = null;
      const onProgress = () => {
        left ??= childrenNamed('ffmpeg');
        for (const { job } of ports.queue.take()) {
          ledger.account(job.runId, job.chunkIndex, { state: 'stored', frameCount: job.frames.length });
        }
      };
      const resumed = await produceWith(ports, path, {}, { source: Promise.resolve(source), onProgress });
      assert.equal(resumed.run.state, 'complete');
      assert.deepEqual(left, []);
    });

    it('is let go of where the run is complete', async () => {
      const store = new TestStore();
      await store.produce(path);
      const source = await begunSourceOf(fileOf(path));
      await store.produce(path, {}, { source: Promise.resolve(source) });
      assert.deepEqual(childrenNamed('ffmpeg'), []);
      assert.equal(store.frameIndexes.length, 60);
    });

    it('is let go of where the run was begun with other settings, and these hold', async () => {
      const store = new TestStore();
      const stop = new AbortController();
      const onOpen = () => stop.abort();
      await store.produce(path, { chunkFrames: 4 }, { runId: 'mine', stop: stop.signal, onOpen });
      const source = await begunSourceOf(fileOf(path));
      let left: number[] | null = null;
      await store.produce(
        path,
        {},
        {
          ...{ runId: 'mine', source: Promise.resolve(source) },
          onOpen: () => {
            left = childrenNamed('ffmpeg');
          },
        },
      );
      assert.deepEqual(left, []);
      assert.ok(store.queue.jobs.every(({ frames }) => frames.length === 4));
      assert.equal(store.frameIndexes.length, 60);
    });
  });
});
