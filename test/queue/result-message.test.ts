import assert from 'node:assert/strict';
import { readChunkResult as readPacked } from '../../queue/read-chunk-result.ts';
import { resultMessageOf } from '../../queue/result-message.ts';
import type { ChunkResult } from '../../shared/chunk-result.ts';
import { NUMBERS, packed } from '../../shared/packed-result.ts';
import { doublesOf } from '../fixtures/unpacked-result.ts';
import { assertRefused, carriedFrame, detection, frame, readChunkResult, result } from './sample-result.ts';

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
const asDoubles = (sent: ChunkResult) => ({ ...asSent(sent), numbers: doublesOf(packed(sent)) });

/** A message of `boxes`, with one of its numbers changed. */
function withNumber(at: number, number: number) {
  const message = asSent(boxes);
  const bytes = Buffer.from(message.numbers, 'base64');
  const offset = at * Float32Array.BYTES_PER_ELEMENT;
  if (at % NUMBERS < 2) bytes.writeInt32LE(number, offset);
  else bytes.writeFloatLE(number, offset);
  return { ...message, numbers: bytes.toString('base64') };
}

/** The same of doubles. */
function withDouble(at: number, number: number) {
  const message = asDoubles(boxes);
  const bytes = Buffer.from(message.numbers, 'base64');
  bytes.writeDoubleLE(number, at * Float64Array.BYTES_PER_ELEMENT);
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
    const ofEdge = (edge: number) => {
      const whole = { ...frame, detections: [{ ...detection, box: [edge, 1, 2, 3] as const, confidence: edge }] };
      return { ...result, frames: [whole, { ...whole, frameIndex: 9 }] };
    };
    // nearer to 0 than any float
    for (const edge of [-0, -1e-50]) assert.deepEqual(readPacked(asSent(ofEdge(edge))), readPacked(ofEdge(0)));
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
  const { numbers: doubles } = asDoubles(boxes);
  const inFirstFrame = (changes: object) => [{ ...message.frames[0], ...changes }, message.frames[1]];
  for (const [what, damaged, reason] of [
    ['lacks its last number', { ...message, numbers: message.numbers.slice(0, -8) }, /`numbers` to hold as many/],
    ['has a number more', { ...message, numbers: `${message.numbers}AAAAAAAA` }, /`numbers` to hold as many/],
    ['has no numbers', { ...message, numbers: '' }, /`numbers` to hold as many/],
    ['has text in its numbers', { ...message, numbers: `!${message.numbers.slice(1)}` }, /`numbers` to hold as many/],
    ['has text in its doubles', { ...message, numbers: `!${doubles.slice(1)}` }, /`numbers` to hold as many/],
    ['lacks its last double', { ...message, numbers: doubles.slice(0, -8) }, /`numbers` to hold as many/],
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
    it(`becomes a failure of its frames, with the reason, when it ${what}`, () => assertRefused(damaged, reason));
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
