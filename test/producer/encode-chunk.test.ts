import assert from 'node:assert/strict';
import { encodeChunk } from '../../producer/encode-chunk.ts';
import { chunkJobSchema, payloadBytesOf } from '../../shared/chunk-job.ts';
import { decodeChunk } from '../../worker/decode-chunk.ts';
import { seededRandom } from '../fixtures/seeded-random.ts';
import { chunkFrame, chunkJob } from '../queue/chunk-job-fixture.ts';

const FRAME_BYTES = 64 * 48 * 3;
const exact = { encoding: 'webp', quality: 100 } as const;
const carriedFrom = { frameIndex: 1, chunkIndex: 0 };

/** As many frames as shades; `null` is noise, which no format makes smaller. */
function packed(shades: readonly (number | null)[]) {
  const random = seededRandom(2);
  const frames = shades.map((shade) =>
    Uint8Array.from({ length: FRAME_BYTES }, (_, at) => (shade === null ? random() * 256 : shade + (at % 7))),
  );
  const job = chunkJob(2, {
    frames: shades.map((_, index) => chunkFrame(index)),
    ...{ pixelFormat: 'rgb24', frameWidth: 64, frameHeight: 48 },
  });
  return { job, payload: Buffer.concat(frames) };
}

describe('a chunk whose frames are encoded', () => {
  it('holds them in their order, those that get no smaller as they are, and is decoded as it was', async () => {
    const chunk = packed([10, null, 30, 40, 50, null, 70, 80, 90, 100, 110]);
    const { job, payload } = await encodeChunk(chunk, exact);
    assert.deepEqual(chunkJobSchema.parse(JSON.parse(JSON.stringify(job))), job);
    assert.equal(job.encoding, 'webp');
    assert.equal(payload.byteLength, payloadBytesOf(job));
    assert.deepEqual(
      job.frames.flatMap(({ encodedBytes }, index) => (encodedBytes === undefined ? [index] : [])),
      [1, 5],
    );
    const decoded = await decodeChunk(job, payload);
    assert.deepEqual(decoded.job, chunk.job);
    assert.deepEqual(Buffer.from(decoded.payload), chunk.payload);
  });

  it('is told how long the frames are that it holds, and nothing of those that are carried', async () => {
    const { job, payload } = packed([10, 20]);
    const frames = [chunkFrame(0), { ...chunkFrame(1), carriedFrom }, chunkFrame(2)];
    const encoded = await encodeChunk({ job: { ...job, frames }, payload }, { encoding: 'jpeg', quality: 50 });
    const [first, carried, last] = encoded.job.frames;
    assert.deepEqual([carried!.carriedFrom, carried!.encodedBytes], [carriedFrom, undefined]);
    assert.equal(first!.encodedBytes! + last!.encodedBytes!, encoded.payload.byteLength);
    assert.ok(encoded.payload.byteLength < FRAME_BYTES / 2);
  });

  it('is left as it is without a codec, and without pixels', async () => {
    const chunk = packed([1, 2]);
    assert.equal(await encodeChunk(chunk, null), chunk);
    const empty = { job: chunkJob(1, { frames: [{ ...chunkFrame(5), carriedFrom }] }), payload: new Uint8Array(0) };
    assert.equal(await encodeChunk(empty, exact), empty);
  });

  it('does not hold up what runs beside it', async () => {
    const chunk = packed(Array.from({ length: 64 }, (_, index) => index * 3));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await encodeChunk(chunk, exact);
    clearInterval(timer);
    assert.ok(turns > 5, `${turns} turns`);
  });
});
