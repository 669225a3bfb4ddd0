import assert from 'node:assert/strict';
import { encodeChunk } from '../../producer/encode-chunk.ts';
import { decodeChunk } from '../../worker/decode-chunk.ts';
import { chunkFrame, chunkJob } from '../queue/chunk-job-fixture.ts';

describe('decoding a chunk', () => {
  const chunk = (pixelFormat: 'rgb24' | 'gray') => {
    const frames = [chunkFrame(6), { ...chunkFrame(7), carriedFrom: { frameIndex: 6, chunkIndex: 3 } }, chunkFrame(8)];
    const job = chunkJob(3, { frames, pixelFormat, frameWidth: 32, frameHeight: 24 });
    const bytes = 2 * 32 * 24 * (pixelFormat === 'gray' ? 1 : 3);
    return { job, payload: Uint8Array.from({ length: bytes }, (_, at) => (at % 96) * 2) };
  };

  it('leaves one as it is that is not encoded', async () => {
    const { job, payload } = chunk('rgb24');
    const decoded = await decodeChunk(job, payload);
    assert.equal(decoded.job, job);
    assert.equal(decoded.payload, payload);
  });

  for (const pixelFormat of ['rgb24', 'gray'] as const) {
    it(`gives the pixels of frames in ${pixelFormat} back, and leaves the bytes for another try`, async () => {
      const raw = chunk(pixelFormat);
      const { job, payload } = await encodeChunk(raw, { encoding: 'webp', quality: 100 });
      const before = Buffer.from(payload);
      for (let trial = 0; trial < 2; trial++) {
        const decoded = await decodeChunk(job, payload);
        assert.deepEqual(decoded.job, raw.job);
        assert.deepEqual(decoded.payload, raw.payload);
      }
      assert.deepEqual(payload, before);
    });
  }

  it('names the frame that cannot be read, and why', async () => {
    const { job, payload } = await encodeChunk(chunk('rgb24'), { encoding: 'jpeg', quality: 80 });
    const broken = new Uint8Array(payload);
    broken.fill(0, job.frames[0]!.encodedBytes);
    await assert.rejects(decodeChunk(job, broken), {
      code: 'FRAME_UNREADABLE',
      retryable: true,
      message:
        'Expected frame 8 of r-g1-c3 to be a picture (jpeg) of 32x24 pixels in 3 channels, got one that cannot be read: it is no JPEG.',
    });
  });

  it('refuses bytes that do not fit the job', async () => {
    const { job, payload } = await encodeChunk(chunk('rgb24'), { encoding: 'jpeg', quality: 80 });
    await assert.rejects(decodeChunk(job, payload.subarray(1)), { code: 'PAYLOAD_INVALID', retryable: false });
  });
});
