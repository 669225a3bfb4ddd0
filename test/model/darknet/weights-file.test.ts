import assert from 'node:assert/strict';
import { parseNames } from '../../../model/darknet/names-file.ts';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { readWeights } from '../../../model/darknet/weights-file.ts';
import { weightBytesOf, weightFloatsOf } from '../../../model/darknet/weights-layout.ts';

const NETWORK = parseNetwork(
  `[net]
width=32
height=32
[convolutional]
batch_normalize=1
filters=2
size=1
stride=1
activation=leaky
[convolutional]
filters=6
size=1
stride=1
activation=linear
[yolo]
mask=0
anchors=1,1
num=1
classes=1`,
  'a.cfg',
);

/** A file whose floats count up from 0. */
function file(version: readonly number[], floats: number): Uint8Array {
  const headerBytes = version[1] === 2 ? 20 : 16;
  const bytes = new Uint8Array(headerBytes + 4 * floats);
  new Int32Array(bytes.buffer, 0, 3).set(version);
  new Float32Array(bytes.buffer, headerBytes).set(Float32Array.from({ length: floats }, (_, index) => index));
  return bytes;
}

describe('darknet weights', () => {
  const floats = 2 + 6 + 6 + (6 + 12);

  for (const version of [
    [0, 2, 5],
    [0, 1, 0],
  ]) {
    it(`are read in file order: biases, scales, means, variances, weights (version ${version.join('.')})`, () => {
      const layers = readWeights(file(version, floats), NETWORK, 'a.weights');
      const [first, second] = [layers.get(0)!, layers.get(1)!];
      assert.deepEqual([...first.biases], [0, 1]);
      assert.deepEqual([...first.batchNorm!.scales], [2, 3]);
      assert.deepEqual([...first.batchNorm!.means], [4, 5]);
      assert.deepEqual([...first.batchNorm!.variances], [6, 7]);
      assert.deepEqual([...first.weights], [8, 9, 10, 11, 12, 13]);
      assert.deepEqual([second.batchNorm, second.biases[0], second.weights.at(-1)], [null, 14, 31]);
    });
  }

  it('have a size that follows from the definition alone', () => {
    assert.equal(weightFloatsOf(NETWORK), floats);
    assert.equal(weightBytesOf(NETWORK), 20 + 4 * floats);
  });

  for (const other of [0, floats - 1, floats + 1]) {
    it(`are refused with both sizes when there are ${other} floats instead of ${floats}`, () => {
      assert.throws(() => readWeights(file([0, 2, 5], other), NETWORK, 'a.weights'), {
        code: 'MODEL_WEIGHTS_MISMATCH',
        message: new RegExp(`\`a.weights\` .* ${20 + 4 * floats} bytes .* got ${20 + 4 * other} bytes`),
      });
    });
  }

  it('are refused when there is not even a header', () => {
    assert.throws(() => readWeights(new Uint8Array(3), NETWORK, 'a'), { message: /got 3 bytes/ });
  });
});

describe('names files', () => {
  it('give a label a line', () => assert.deepEqual(parseNames('a b\r\nc\n\n', 'n', 2), ['a b', 'c']));
  for (const [text, message] of [
    ['a', /2 names.*got 1/],
    ['a\nb\nc', /2 names.*got 3/],
    ['', /2 names.*got 0/],
    ['\nb', /line 1: expected a name|2 names/],
  ] as const) {
    it(`are refused: ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseNames(text, 'n', 2), { code: 'MODEL_INVALID', message });
    });
  }
});
