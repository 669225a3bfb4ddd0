import assert from 'node:assert/strict';
import { readChunkResult as readPacked } from '../../queue/read-chunk-result.ts';
import { resultMessageOf } from '../../queue/result-message.ts';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { NUMBERS, packed } from '../../shared/packed-result.ts';
import { unpackedResult } from '../fixtures/unpacked-result.ts';

const detection = { box: [1, 2, 3, 4] as const, confidence: 0.5, classId: 0, label: 'cat' };
const frame = {
  ...{ frameIndex: 8, ptsSeconds: 0.32, capturedAt: null, width: 100, height: 50, detections: [detection] },
};
const account = { chunkId: 'r-g1-c4', runId: 'r', generation: 1, chunkIndex: 4, firstFrameIndex: 8, frameCount: 2 };
const result: ChunkResult = {
  ...account,
  ...{ state: 'stored', error: null, workerId: 'w', inferenceMs: 3, attempts: 2 },
  frames: [frame, { ...frame, frameIndex: 9 }],
  failures: [],
};
const carriedFrame = (frameIndex: number) => {
  const { detections: _, ...facts } = frame;
  return { ...facts, frameIndex };
};
const withDetection = (changes: object) => ({
  ...result,
  frames: [
    { ...frame, detections: [{ ...detection, ...changes }] },
    { ...frame, frameIndex: 9 },
  ],
});

function readChunkResult(message: unknown) {
  const { result: read, refusal } = readPacked(message);
  return { result: read && unpackedResult(read), refusal };
}

describe('a message of the results queue, of a worker of an older version', () => {
  it('is taken as it is when it is valid', () => {
    assert.deepEqual(readChunkResult(result), { result, refusal: null });
    const failed = { ...result, state: 'failed', error: 'bad', frames: [] };
    assert.deepEqual(readChunkResult(failed), { result: failed, refusal: null });
    const partly = { ...result, frames: [frame], failures: [{ frameIndex: 9, error: 'bad' }] };
    assert.deepEqual(readChunkResult(partly), { result: partly, refusal: null });
    const carried = [{ ...carriedFrame(9), from: { frameIndex: 8, chunkIndex: 4 } }];
    const halved = { ...result, frames: [frame], carried };
    assert.deepEqual(readChunkResult(halved), { result: halved, refusal: null });
  });

  for (const [what, message, reason] of [
    [
      'names no source of a frame that is the same as another',
      { ...result, frames: [frame], carried: [carriedFrame(9)] },
      /carried\.0\.from/,
    ],
    [
      'tells of a frame twice',
      { ...result, frames: [frame], carried: [{ ...carriedFrame(8), from: { frameIndex: 7, chunkIndex: 3 } }] },
      /2 entries \(`frameCount`\), one for each frame, got 2 of 1 frames/,
    ],
    [
      'waits for a frame that comes later',
      {
        ...result,
        frames: [{ ...frame, frameIndex: 9 }],
        carried: [{ ...carriedFrame(8), from: { frameIndex: 10, chunkIndex: 5 } }],
      },
      /carried.* to be the same as earlier ones, got frame 8 for 10 of chunk 5/,
    ],
    ['holds a number that is none', withDetection({ confidence: Number.NaN }), /confidence/],
    [
      'holds an edge that JSON could not write',
      withDetection({ box: [0, 0, null, 1] }),
      /frames\.0\.detections\.0\.box/,
    ],
    ['holds an endless edge', withDetection({ box: [0, 0, Number.POSITIVE_INFINITY, 1] }), /box/],
    ['holds an edge beyond every frame', withDetection({ box: [-2e9, 0, 1, 1] }), /±1000000000, got -2000000000/],
    ['holds a class beyond every list', withDetection({ classId: 2 ** 40 }), /detections\.0\.classId/],
    [
      'holds a frame wider than the store can say',
      { ...result, frames: [{ ...frame, width: 2 ** 40 }, frame] },
      /width/,
    ],
    ['says that it took longer than anybody waits', { ...result, inferenceMs: 1e308 }, /inferenceMs/],
    [
      'holds a time that no calendar has',
      { ...result, frames: [{ ...frame, capturedAt: 1e300 }, frame] },
      /capturedAt/,
    ],
    ['has less frames than it says', { ...result, frames: [frame] }, /2 entries \(`frameCount`\).*got 1 of 1 frames/],
    ['has a frame twice', { ...result, frames: [frame, frame] }, /got 2 of 1 frames/],
    [
      'has a frame that was processed and was not',
      { ...result, failures: [{ frameIndex: 9, error: '' }] },
      /got 3 of 2/,
    ],
    ['has a state of a later version', { ...result, state: 'skipped' }, /state/],
    ['lacks what a later version has', { ...result, inferenceMs: undefined }, /inferenceMs/],
  ] as const) {
    it(`becomes a failure of its frames, with the reason, when it ${what}`, () => {
      const { result: failed, refusal } = readChunkResult(message);
      assert.match(refusal ?? '', reason);
      assert.deepEqual(failed, {
        ...account,
        ...{ state: 'failed', error: refusal, workerId: 'w', attempts: 2, inferenceMs: 0, frames: [], failures: [] },
      });
    });
  }

  it('leaves behind what no version knows', () => {
    const { result: kept } = readChunkResult({ ...withDetection({ score: 1 }), colour: 'red' });
    assert.deepEqual(kept, result);
    assert.deepEqual(readChunkResult({ ...result, failures: undefined }), { result, refusal: null });
  });

  it('need not say who sent it', () => {
    const { result: failed } = readChunkResult({ ...account, workerId: 'x'.repeat(1e6), attempts: 'many' });
    assert.deepEqual([failed?.state, failed?.workerId, failed?.attempts], ['failed', 'unknown', 1]);
  });

  for (const [what, message] of [
    ['is nothing', null],
    ['is a text', 'hello'],
    ['says no run', { ...result, runId: undefined }],
    ['says no generation', { ...result, generation: undefined }],
    ['is about a frame beyond what a store holds', { ...result, firstFrameIndex: 2 ** 31 }],
    ['is about no frame', { ...result, frameCount: 0 }],
    ['is about half a frame', { ...result, frameCount: 0.5 }],
  ] as const) {
    it(`is given up when it ${what}`, () => {
      const { result: none, refusal } = readChunkResult(message);
      assert.equal(none, null);
      assert.match(refusal ?? '', /Expected a chunk result/);
    });
  }
});

/** Of 32 bits, above 0. */
const LEAST_FLOAT = 2 ** -149;

/** A frame that holds three objects, another one that holds none. */
const boxes: ChunkResult = {
  ...result,
  frames: [
    {
      ...frame,
      detections: [
        detection,
        { box: [-1e9, 1e9, LEAST_FLOAT, 0.1], confidence: 1, classId: 2 ** 31 - 1, label: '"Ünïcode" 🐈\u0000' },
        { box: [-3.25, 0, 1 / 3, 1e5], confidence: 0.9, classId: 0, label: '' },
      ],
    },
    { ...frame, frameIndex: 9, detections: [] },
  ],
};

/** What comes out of Redis of what a worker puts there. */
const asSent = (sent: ChunkResult) => JSON.parse(JSON.stringify(resultMessageOf(sent)));

/** The same result with its numbers as the store keeps them: floats of 32 bits. */
function rounded(sent: ChunkResult): ChunkResult {
  const { fround } = Math;
  const frames = sent.frames.map((one) => ({
    ...one,
    detections: one.detections.map(({ box: [x1, y1, x2, y2], confidence, ...named }) => ({
      ...named,
      ...{ box: [fround(x1), fround(y1), fround(x2), fround(y2)] as const, confidence: fround(confidence) },
    })),
  }));
  return { ...sent, frames };
}

/** What a worker of a version that packed numbers as doubles put there. */
function asDoubles(sent: ChunkResult) {
  const { numbers } = packed(sent);
  return { ...asSent(sent), numbers: Buffer.from(numbers.buffer).toString('base64') };
}

/** A message of `boxes`, with one of its numbers changed. */
function withNumber(at: number, number: number) {
  const message = asSent(boxes);
  const bytes = Buffer.from(message.numbers, 'base64');
  if (at % NUMBERS < 2) bytes.writeInt32LE(number, at * 4);
  else bytes.writeFloatLE(number, at * 4);
  return { ...message, numbers: bytes.toString('base64') };
}

/** The same of doubles. */
function withDouble(at: number, number: number) {
  const message = asDoubles(boxes);
  const bytes = Buffer.from(message.numbers, 'base64');
  bytes.writeDoubleLE(number, at * 8);
  return { ...message, numbers: bytes.toString('base64') };
}

describe('a message of the results queue', () => {
  const failed: ChunkResult = { ...result, state: 'failed', error: 'bad', frames: [] };
  const carried = [{ ...carriedFrame(9), from: { frameIndex: 8, chunkIndex: 4 } }];
  const sendings: readonly (readonly [what: string, sent: ChunkResult])[] = [
    ['two frames', result],
    ['one frame', { ...result, frameCount: 1, frames: [frame] }],
    ['odd labels, the largest and the smallest numbers', boxes],
    ['frames that hold nothing', { ...result, frames: result.frames.map((one) => ({ ...one, detections: [] })) }],
    ['a chunk that failed', failed],
    ['a chunk that failed in part', { ...result, frames: [frame], failures: [{ frameIndex: 9, error: 'bad' }] }],
    ['a frame that is the same as another', { ...result, frames: [frame], carried }],
  ];
  for (const [what, sent] of sendings) {
    it(`is read as it was sent, and as one of a worker of an older version: ${what}`, () => {
      assert.deepEqual(readChunkResult(asSent(sent)), { result: rounded(sent), refusal: null });
      assert.deepEqual(readChunkResult(asDoubles(sent)), { result: sent, refusal: null });
      assert.deepEqual(readPacked(asDoubles(sent)), readPacked(JSON.parse(JSON.stringify(sent))));
      assert.deepEqual(readPacked(asSent(sent)), readPacked(JSON.parse(JSON.stringify(rounded(sent)))));
    });
  }

  it('holds no negative zero, as JSON holds none', () => {
    const negative = { ...frame, detections: [{ ...detection, box: [-0, 1, 2, 3] as const, confidence: -0 }] };
    const sent = { ...result, frames: [negative, { ...negative, frameIndex: 9 }] };
    assert.deepEqual(readPacked(asSent(sent)), readPacked(JSON.parse(JSON.stringify(sent))));
  });

  it('holds its numbers as whole ones and floats of 32 bits, little-endian', () => {
    const { numbers, labels, frames } = asSent(boxes);
    const bytes = Buffer.from(numbers, 'base64');
    assert.equal(bytes.length, 3 * NUMBERS * 4);
    const second = bytes.subarray(NUMBERS * 4);
    assert.deepEqual([second.readInt32LE(0), second.readInt32LE(4)], [1, 2 ** 31 - 1]);
    const rest = Array.from({ length: 5 }, (_, index) => second.readFloatLE((2 + index) * 4));
    assert.deepEqual(rest, [1, -1e9, 1e9, LEAST_FLOAT, Math.fround(0.1)]);
    assert.deepEqual(labels, ['cat', '"Ünïcode" 🐈\u0000', '']);
    assert.deepEqual(
      frames.map((one: { detectionCount: number }) => one.detectionCount),
      [3, 0],
    );
  });

  const message = asSent(boxes);
  const inFirstFrame = (changes: object) => [{ ...message.frames[0], ...changes }, message.frames[1]];
  for (const [what, damaged, reason] of [
    ['lacks its last number', { ...message, numbers: message.numbers.slice(0, -8) }, /`numbers` to hold as many/],
    ['has a number more', { ...message, numbers: `${message.numbers}AAAAAAAA` }, /`numbers` to hold as many/],
    ['has no numbers', { ...message, numbers: '' }, /`numbers` to hold as many/],
    ['has text in its numbers', { ...message, numbers: `!${message.numbers.slice(1)}` }, /`numbers` to hold as many/],
    ['ends early', { ...message, numbers: `==${message.numbers.slice(2)}` }, /`numbers` to hold as many/],
    ['has a list for numbers', { ...message, numbers: [1, 2, 3] }, /numbers: /],
    ['counts more than it has', { ...message, frames: inFirstFrame({ detectionCount: 4 }) }, /`numbers` to hold as/],
    [
      'counts more than can be',
      { ...message, frames: inFirstFrame({ detectionCount: 2 ** 31 - 1 }) },
      /`numbers` to hold/,
    ],
    ['counts less than nothing', { ...message, frames: inFirstFrame({ detectionCount: -1 }) }, /detectionCount/],
    ['does not count', { ...message, frames: inFirstFrame({ detectionCount: undefined }) }, /detectionCount/],
    ['has a frame of no width', { ...message, frames: inFirstFrame({ width: 0 }) }, /frames\.0\.width/],
    ['has a frame twice', { ...message, frames: inFirstFrame({ frameIndex: 9 }) }, /got 2 of 1 frames/],
    ['lacks its labels', { ...message, labels: undefined }, /labels/],
    ['has a number for a label', { ...message, labels: ['cat', 1, ''] }, /labels\.1/],
    ['lacks a label', { ...message, labels: ['cat', ''] }, /a list of 2 labels, got 2/],
    ['has a label of nothing', { ...message, labels: [...message.labels, 'dog'] }, /got 4, of which 3 have one/],
    ['names half a label', withDouble(0, 0.5), /a list of 3 labels, got 0\.5/],
    ['names a label before the first', withNumber(0, -1), /a list of 3 labels, got -1/],
    ['names a label beyond the last', withNumber(0, 3), /a list of 3 labels, got 3/],
    ['names a label that is no number', withDouble(0, Number.NaN), /a list of 3 labels, got NaN/],
    ['has a class beyond every list', withDouble(1, 2 ** 31), /classes to be whole numbers from 0 on, got 2147483648/],
    ['has half a class', withDouble(NUMBERS + 1, 1.5), /classes .* got 1\.5/],
    ['has a class below the first', withNumber(1, -1), /classes .* got -1/],
    ['is surer than sure', withNumber(2, 1.0000001), /confidences within 0\.\.1, got 1\.000000\d+/],
    ['is less than unsure', withNumber(2, -1e-9), /confidences within 0\.\.1/],
    ['has a confidence that is no number', withNumber(2, Number.NaN), /confidences within 0\.\.1, got NaN/],
    ['has an edge that is no number', withNumber(3, Number.NaN), /edges within ±1000000000, got NaN/],
    ['has an endless edge', withNumber(2 * NUMBERS + 6, Number.NEGATIVE_INFINITY), /edges within .* got -Infinity/],
    ['has an edge beyond every frame', withNumber(4, 1e9 + 64), /edges within ±1000000000, got 1000000064/],
  ] as const) {
    it(`becomes a failure of its frames, with the reason, when it ${what}`, () => {
      const { result: refused, refusal } = readChunkResult(damaged);
      assert.match(refusal ?? '', reason);
      assert.deepEqual(refused, {
        ...account,
        ...{ state: 'failed', error: refusal, workerId: 'w', attempts: 2, inferenceMs: 0, frames: [], failures: [] },
      });
    });
  }

  it('leaves behind what no version knows', () => {
    const added = { ...message, colour: 'red', frames: inFirstFrame({ carriedFrom: 3 }) };
    assert.deepEqual(readChunkResult(added), { result: rounded(boxes), refusal: null });
  });

  it('is given up when it does not say what it is about', () => {
    const { result: none, refusal } = readChunkResult({ ...message, runId: undefined });
    assert.equal(none, null);
    assert.match(refusal ?? '', /runId/);
  });
});
