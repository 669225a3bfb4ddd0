import assert from 'node:assert/strict';
import { type ChunkJob, chunkJobSchema, frameBytesOf, payloadBytesOf } from '../../shared/chunk-job.ts';
import { framesOfPayload } from '../../shared/chunk-payload.ts';
import { chunkFrame, chunkJob } from '../queue/chunk-job-fixture.ts';

const carriedFrom = { frameIndex: 1, chunkIndex: 0 };
const faultsOf = (job: ChunkJob) =>
  chunkJobSchema.safeParse(job).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('the message about a chunk', () => {
  it('is as it was where nothing is encoded', () => {
    const job = chunkJob(3);
    assert.deepEqual(chunkJobSchema.parse(JSON.parse(JSON.stringify(job))), job);
  });

  it('says which of its frames are encoded, and in how many bytes', () => {
    const frames = [
      { ...chunkFrame(1), encodedBytes: 70 },
      { ...chunkFrame(2), carriedFrom },
      chunkFrame(3),
      { ...chunkFrame(4), encodedBytes: 5 },
    ];
    const job = chunkJob(1, { frames, encoding: 'jpeg' });
    assert.deepEqual(chunkJobSchema.parse(JSON.parse(JSON.stringify(job))), job);
    assert.deepEqual([frameBytesOf(job), payloadBytesOf(job)], [[70, 100, 5], 175]);
    const payload = Uint8Array.from({ length: 175 }, (_, index) => index);
    assert.deepEqual(
      framesOfPayload(job, payload).map((bytes) => [bytes[0], bytes.length]),
      [
        [0, 70],
        [70, 100],
        [170, 5],
      ],
    );
    for (const bytes of [174, 176]) {
      assert.throws(() => framesOfPayload(job, new Uint8Array(bytes)), {
        ...{ code: 'PAYLOAD_INVALID', message: `Expected the payload of r-g1-c1 to be 175 bytes, got ${bytes}.` },
      });
    }
  });

  for (const [what, given, encoding] of [
    ['without a word on how', { encodedBytes: 70 }, undefined],
    ['in as many bytes as its pixels take', { encodedBytes: 100 }, 'webp'],
    ['though it is not in the payload', { encodedBytes: 70, carriedFrom }, 'webp'],
  ] as const) {
    it(`is refused where a frame is encoded ${what}`, () => {
      const frames = [chunkFrame(1), { ...chunkFrame(2), ...given }];
      assert.deepEqual(faultsOf(chunkJob(1, { frames, ...(encoding && { encoding }) })), [
        'frames.1.encodedBytes: Expected the bytes of a frame that is encoded, fewer than the 100 of its pixels',
      ]);
    });
  }

  it('is refused where a frame takes no bytes, or is encoded as something else', () => {
    const frames = [{ ...chunkFrame(1), encodedBytes: 0 }];
    assert.equal(faultsOf(chunkJob(1, { frames, encoding: 'jpeg' }))?.length, 1);
    const other = { ...chunkJob(1), encoding: 'gif' } as unknown as ChunkJob;
    assert.match(faultsOf(other)![0]!, /^encoding: /);
  });
});
