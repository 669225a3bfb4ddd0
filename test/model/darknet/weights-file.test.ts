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

  for (const [what, start] of [
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 257717640\n'],
    ['a web page', '\ufeff\n<!DOCTYPE html><html><head><title>Google Drive - Virus scan warning</title>'],
    ['a web page', '<HTML><body>404'],
    ['an XML document', '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>'],
    ['a zip archive', 'PK\u0003\u0004\u0014\u0000'],
    ['a gzip archive', '\u001f\u008b\u0008'],
  ] as const) {
    it(`are refused as what they are: ${what}, ${JSON.stringify(start.slice(0, 12))}`, () => {
      const bytes = Buffer.concat([Buffer.from(start, what.includes('web') ? 'utf8' : 'latin1'), Buffer.alloc(100)]);
      assert.throws(() => readWeights(new Uint8Array(bytes), NETWORK, 'a.weights'), {
        code: 'MODEL_WEIGHTS_MISMATCH',
        message: new RegExp(`to have the ${20 + 4 * floats} bytes .* got ${bytes.length} bytes\\. It is ${what}`),
      });
    });
  }

  it('are refused as the start of a network when they hold its first layers only', () => {
    assert.throws(() => readWeights(file([0, 2, 5], 14), NETWORK, 'yolov4.conv.1'), {
      code: 'MODEL_WEIGHTS_MISMATCH',
      message: /`yolov4\.conv\.1` .* It holds the first 1 of 3 layers: pre-trained weights to start a training with/,
    });
  });

  for (const [what, value] of [
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['minus infinity', Number.NEGATIVE_INFINITY],
  ] as const) {
    it(`are refused with the first layer and the count when some are ${what}`, () => {
      const bytes = file([0, 2, 5], floats);
      new Float32Array(bytes.buffer, 20).fill(value, 15, 18);
      assert.throws(() => readWeights(bytes, NETWORK, 'a.weights'), {
        code: 'MODEL_WEIGHTS_MISMATCH',
        message:
          /`a\.weights` to hold numbers, got 3 of 32 that are NaN or infinite, first in layer 1, \[convolutional\], line 10 of the cfg/,
      });
    });
  }

  it('are refused when a variance is negative, from which no root can be taken', () => {
    const bytes = file([0, 2, 5], floats);
    new Float32Array(bytes.buffer, 20)[7] = -1;
    assert.throws(() => readWeights(bytes, NETWORK, 'a.weights'), {
      code: 'MODEL_WEIGHTS_MISMATCH',
      message: /got 1 of 32 .* first in layer 0/,
    });
  });

  it('are looked through in less than a second per 10 million', () => {
    const network = parseNetwork(
      '[net]\nwidth=32\nheight=32\n[conv]\nfilters=3162\n[conv]\nfilters=3162\n[conv]\nfilters=6\n[yolo]\nclasses=1',
      'a.cfg',
    );
    const bytes = new Uint8Array(weightBytesOf(network));
    bytes[4] = 2;
    const start = performance.now();
    readWeights(bytes, network, 'a.weights');
    assert.ok(performance.now() - start < 1000);
  });

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
    ['\nb', /line 1: expected a name, got an empty line/],
    ['a\n\nb\n', /line 2: expected a name, got an empty line.*2 names without it/],
    ['\ufeffa\u0000\nb\u0000', /`n` to be UTF-8 text, got UTF-16/],
    ['\ufffd\ufffdc\u0000a\u0000t\u0000', /`n` to be UTF-8 text, got UTF-16/],
    ['caf\ufffd\nb', /n, line 1: expected UTF-8 text, got bytes of another encoding/],
    ['<!doctype html><html>', /`n` to be a list of names, got a web page/],
    ['version https://git-lfs.github.com/spec/v1\noid', /`n` to be a list of names, got a Git LFS pointer/],
  ] as const) {
    it(`are refused: ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseNames(text, 'n', 2), { code: 'MODEL_INVALID', message });
    });
  }
});
