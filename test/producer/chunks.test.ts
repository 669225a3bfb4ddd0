import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { chunksOfRecording } from '../../producer/chunker.ts';
import type { DecodedFrame } from '../../producer/ffmpeg/decoded-frame.ts';
import { FrameBlocks } from '../../producer/ffmpeg/frame-blocks.ts';
import { FrameReader, joined } from '../../producer/ffmpeg/frame-reader.ts';
import { framesOf, isIn, missingChunks, rangesOf } from '../../producer/missing-chunks.ts';

const stored = (firstChunkIndex: number, lastChunkIndex: number) =>
  ({ firstChunkIndex, lastChunkIndex, state: 'stored' }) as const;

describe('which chunks a run misses', () => {
  for (const [spans, count, expected] of [
    [[], 0, []],
    [[], 3, [[0, 2]]],
    [[], Infinity, [[0, Infinity]]],
    [[stored(0, 2)], 3, []],
    [[stored(0, 2)], Infinity, [[3, Infinity]]],
    [
      [stored(1, 2), stored(5, 5)],
      8,
      [
        [0, 0],
        [3, 4],
        [6, 7],
      ],
    ],
  ] as const) {
    it(`says so for ${JSON.stringify(spans)} of ${count}`, () => {
      const missing = missingChunks(spans, count);
      assert.deepEqual(
        missing.map(({ first, last }) => [first, last]),
        expected,
      );
    });
  }

  it('joins neighbours to ranges, and ranges to at most 48 stretches of frames that hold them all', () => {
    const odd = Array.from({ length: 200 }, (_, index) => index * 2);
    assert.deepEqual(rangesOf([1, 2, 5]), [
      { first: 1, last: 2 },
      { first: 5, last: 5 },
    ]);
    const frames = framesOf(rangesOf(odd), 8, 3190);
    assert.equal(frames.length, 48);
    for (const index of odd) assert.ok(frames.some(({ first, last }) => first <= index * 8 && index * 8 <= last));
    assert.deepEqual(frames.at(-1)!.last, 3189);
  });

  it('keeps the widest gaps where ranges are joined', () => {
    const ranges = Array.from({ length: 60 }, (_, index) => index * 10 + (index >= 30 ? 1000 : 0)).map((first) => ({
      first,
      last: first,
    }));
    const frames = framesOf(ranges, 1, Infinity);
    assert.equal(frames.length, 48);
    assert.ok(frames.some(({ last }) => last === 290) && frames.some(({ first }) => first === 1300));
    for (const [index, { first }] of frames.slice(1).entries()) assert.ok(first > frames[index]!.last);
  });

  it('joins 150,000 ranges, and finds chunks in them, at once', () => {
    const ranges = Array.from({ length: 150_000 }, (_, index) => ({ first: index * 3, last: index * 3 }));
    const startedAt = performance.now();
    const frames = framesOf(ranges, 8, Infinity);
    assert.equal(frames.length, 48);
    assert.deepEqual([frames[0]!.first, frames.at(-1)!.last], [0, (149_999 * 3 + 1) * 8 - 1]);
    const found = Array.from({ length: 450_000 }, (_, chunk) => chunk).filter((chunk) => isIn(ranges, chunk));
    assert.equal(found.length, 150_000);
    assert.ok(performance.now() - startedAt < 5000, 'seconds at most; it took minutes, or all of the stack');
  });

  for (const [chunkIndex, expected] of [
    [0, false],
    [1, true],
    [3, true],
    [4, false],
    [7, true],
    [8, false],
    [20, true],
  ] as const) {
    it(`says that chunk ${chunkIndex} is ${expected ? '' : 'not '}in 1 to 3, 7, and 10 on`, () => {
      assert.equal(
        isIn(
          [
            { first: 1, last: 3 },
            { first: 7, last: 7 },
            { first: 10, last: Infinity },
          ],
          chunkIndex,
        ),
        expected,
      );
      assert.equal(isIn([], chunkIndex), false);
    });
  }
});

describe('cutting frames and chunks', () => {
  const readerOf = (pieces: readonly Uint8Array[], blockFrames: number) =>
    new FrameReader(Readable.from(pieces) as AsyncIterable<Uint8Array>, blockFrames);

  it('cuts frames from pieces of any length', async () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, index) => index);
    for (const length of [1, 3, 5, 7, 20]) {
      const pieces = Array.from({ length: Math.ceil(20 / length) }, (_, i) =>
        bytes.subarray(i * length, (i + 1) * length),
      );
      const reader = readerOf(pieces, 2);
      const frames = [await reader.read(6), await reader.read(6), await reader.read(6)];
      assert.deepEqual(frames, [bytes.slice(0, 6), bytes.slice(6, 12), bytes.slice(12, 18)]);
      assert.equal(await reader.isAtEnd(), false);
      assert.equal(await reader.read(6), null);
      assert.equal(await reader.isAtEnd(), true);
    }
  });

  it('cuts frames of changing size, and uses the room of a dropped one again', async () => {
    const bytes = Uint8Array.from({ length: 20 }, (_, index) => index);
    const reader = readerOf([bytes], 2);
    const first = await reader.read(4);
    reader.dropLast(4);
    const second = await reader.read(4);
    assert.equal(first!.byteOffset, second!.byteOffset);
    assert.deepEqual(second, bytes.slice(4, 8));
    assert.deepEqual(await reader.read(9), bytes.slice(8, 17));
    assert.deepEqual(second, bytes.slice(4, 8));
    assert.deepEqual(await reader.read(3), bytes.slice(17, 20));
    assert.equal(await reader.isAtEnd(), true);
  });

  it('joins frames of one block without a copy, and others with one', async () => {
    const bytes = Uint8Array.from({ length: 24 }, (_, index) => index);
    const reader = readerOf([bytes], 2);
    const frames = [await reader.read(6), await reader.read(6), await reader.read(6)] as Uint8Array[];
    const block = joined(frames.slice(0, 2));
    assert.deepEqual(block, bytes.slice(0, 12));
    assert.equal(block.buffer, frames[0]!.buffer);
    assert.deepEqual(new Uint8Array(joined(frames.slice(1, 3))), bytes.slice(6, 18));
    assert.equal(joined([]).length, 0);
  });

  it('fills a block again that was given back, and none of which others hold a part', async () => {
    const bytes = Uint8Array.from({ length: 60 }, (_, index) => index);
    const blocks = new FrameBlocks();
    const reader = new FrameReader(Readable.from([bytes]) as AsyncIterable<Uint8Array>, 2, blocks);
    const block = async () => joined([await reader.read(6), await reader.read(6)] as Uint8Array[]);
    const first = await block();
    blocks.giveBack(first);
    const second = await block();
    assert.equal(second.buffer, first.buffer);
    assert.deepEqual(second, bytes.slice(12, 24));
    const third = await block();
    assert.notEqual(third.buffer, second.buffer);
    blocks.giveBack(third.subarray(6));
    assert.notEqual((await block()).buffer, third.buffer);
    assert.deepEqual(third, bytes.slice(24, 36));
    blocks.giveBack(third);
    assert.deepEqual(await reader.read(12), bytes.slice(48, 60), 'a block of another size');
  });

  it('gives a frame the chunk of its place, also after a gap', async () => {
    const chunks: [number, number[]][] = [];
    for await (const { chunkIndex, frames } of chunksOfRecording(framesAt([0, 1, 2, 9, 10, 11, 12]), 3)) {
      chunks.push([chunkIndex, frames.map(({ ordinal }) => ordinal)]);
    }
    assert.deepEqual(chunks, [
      [0, [0, 1, 2]],
      [3, [9, 10, 11]],
      [4, [12]],
    ]);
  });

  it('gives no incomplete chunk of a source that fails', async () => {
    const seen: number[] = [];
    await assert.rejects(async () => {
      for await (const { chunkIndex } of chunksOfRecording(framesAt([0, 1, 2], new Error('broken')), 2)) {
        seen.push(chunkIndex);
      }
    }, /broken/);
    assert.deepEqual(seen, [0]);
  });
});

async function* framesAt(ordinals: readonly number[], failure: Error | null = null): AsyncGenerator<DecodedFrame> {
  for (const ordinal of ordinals) {
    const size = { width: 1, height: 1 };
    yield { ordinal, frameIndex: ordinal, pts: ordinal, arrivedAt: 0, source: size, size, pixels: new Uint8Array(1) };
  }
  if (failure) throw failure;
}
