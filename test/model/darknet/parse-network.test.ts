import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { DEMO_MODEL } from '../../fixtures/clips.ts';
import { hasTestData, testData } from '../../fixtures/data.ts';

const CFG = `[net]
width=64
height=32
batch=64 # in training only

[convolutional]
batch_normalize=1
filters=4
size=3
stride=2
pad=1
activation=leaky

[maxpool]
size=2
stride=2

[convolutional]
filters=14
size=1
stride=1
activation=linear

[yolo]
mask=1,2
anchors=1,2, 3,4, 5,6
classes=2
num=3
jitter=.3`;

/** What a faulty text is made of, and what its message must say. */
const FAULTS: readonly (readonly [what: string, from: string | RegExp, to: string, message: RegExp])[] = [
  ['an unknown section', '[maxpool]', '[maxpol]', /cfg, line 14: .*\[maxpool\].*got `\[maxpol\]`/],
  [
    'an option that is not supported',
    'stride=2\npad=1',
    'stride=2\ndilation=2\npad=1',
    /line 11: .*`dilation` of \[convolutional\].*got `2`/,
  ],
  ['an unknown activation', 'activation=leaky', 'activation=selu', /line 12: expected `activation`.*mish.*got `selu`/],
  ['a size that is no number', 'size=3', 'size=big', /line 9: expected `size` .* integer.*got `big`/],
  ['a size that is out of range', 'size=3', 'size=0', /line 9: expected `size` .*1\.\..*got `0`/],
  ['an option without a value', 'mask=1,2', 'mask=', /line 25: .*option=value, got `mask=`/],
  ['an option given twice', 'size=2', 'size=2\nsize=3', /line 16: expected `size` once in \[maxpool\] of line 14/],
  ['an option before the first section', '[net]', 'width=1\n[net]', /line 1: expected a \[net\]/],
  [
    'another first section',
    '[net]',
    '[maxpool]',
    /line 1: expected the first section to be \[net\], got `\[maxpool\]`/,
  ],
  [
    'filters that are not anchors · (5 + classes)',
    'filters=14',
    'filters=21',
    /line 27: .*2 anchors · \(5 \+ 2 classes\) = 14 filters, got `21 filters`/,
  ],
  ['a mask beyond the anchors', 'mask=1,2', 'mask=1,3', /line 25: .*`mask`.*0\.\.2 \(`num`\), got `3`/],
  ['anchors cut in a pair', 'anchors=1,2, 3,4, 5,6', 'anchors=1,2,3,4,5', /line 26: .*3 pairs.*got `5 numbers`/],
  ['an empty anchor', 'anchors=1,2, 3,4', 'anchors=1,,3,4', /line 26: .*`anchors`.*a number/],
  ['groups that do not divide the channels', 'pad=1', 'pad=1\ngroups=2', /line 12: .*`groups`.*divisor of 3 channels/],
  ['another suppression', 'num=3', 'num=3\nnms_kind=cornersnms', /line 29: .*`nms_kind`.*got `cornersnms`/],
  [
    'another exponent of diounms',
    'num=3',
    'num=3\nnms_kind=diounms\nbeta_nms=0.5',
    /line 30: .*`beta_nms`.*0\.6.*got `0\.5`/,
  ],
  ['a gray image', 'width=64', 'width=64\nchannels=1', /line 3: expected `channels` .*got `1`/],
  ['a route to a later layer', '[maxpool]\nsize=2\nstride=2', '[route]\nlayers=5', /line 15: .*`layers`.*got `5`/],
  [
    'a route of unequal sizes',
    '[maxpool]\nsize=2\nstride=2',
    '[maxpool]\nsize=2\nstride=2\n[route]\nlayers=0,1',
    /line 18: .*32×16.*got `16×8`/,
  ],
  ['no [yolo] at the end', /\n\[yolo\][\s\S]*$/, '', /line 18: .*\[yolo\].*cut.*got `\[convolutional\]`/],
  ['a [yolo] that is cut', /num=3[\s\S]*$/, '', /line 25: expected `mask` .*0\.\.0 \(`num`\), got `1`/],
  [
    'an input that no frame can have',
    'width=64\nheight=32',
    'width=100000\nheight=100000',
    /line 1: expected `width` and `height` to be at most 8192 pixels on each side and 64 MiB .*, got `100000×100000`/,
  ],
  [
    'an input that is longer than any picture',
    'width=64\nheight=32',
    'width=64\nheight=64000',
    /line 1: expected `width` and `height` to be at most 8192 pixels on each side .*, got `64×64000`/,
  ],
  [
    'an output beyond 2 GiB',
    /width=64\nheight=32\nbatch=.*/,
    'width=4096\nheight=4096\n[convolutional]\nfilters=64',
    /line 4: expected \[convolutional\] to give at most 2 GiB, got `4096×4096×64`/,
  ],
  [
    'weights beyond 2 GiB',
    'filters=4\nsize=3',
    'filters=400000\nsize=51',
    /line 1: expected a network whose weights take less than 2 GiB, got `\d+ bytes`/,
  ],
  ['UTF-16', /^[\s\S]*$/, '\ufffd\ufffd[\0n\0e\0t\0]\0', /`a\.cfg` to be a darknet network definition, got UTF-16/],
  ['a web page', /^[\s\S]*$/, '<!DOCTYPE html>\n<html>', /`a\.cfg` to be a darknet network definition, got a web page/],
  ['an empty text', /[\s\S]*/, '', /line 1: expected a darknet network definition/],
];

describe('darknet definitions', () => {
  it('are read with every size worked out', () => {
    const network = parseNetwork(CFG, 'a.cfg');
    assert.deepEqual(network.input, { channels: 3, width: 64, height: 32 });
    assert.deepEqual(network.layers[1]?.output, { channels: 4, width: 16, height: 8 });
    const [head] = network.yoloLayers;
    assert.deepEqual(
      [head?.anchors, head?.scaleXY, head?.newCoords, head?.nonMaxSuppression],
      [
        [
          [3, 4],
          [5, 6],
        ],
        1,
        false,
        'iou',
      ],
    );
  });

  it('take another input size', () => {
    const network = parseNetwork(CFG, 'a.cfg', { width: 128, height: 96 });
    assert.deepEqual(network.yoloLayers[0]?.output, { channels: 14, width: 32, height: 24 });
  });

  for (const [what, from, to, message] of FAULTS) {
    it(`are refused for ${what}, by name and line`, () => {
      const text = CFG.replace(from, to);
      assert.notEqual(text, CFG);
      assert.throws(() => parseNetwork(text, 'a.cfg'), { code: 'MODEL_INVALID', message });
    });
  }

  it('are refused when cut anywhere before the last section ends in what it needs', async () => {
    const text = await readFile(DEMO_MODEL.cfg, 'utf8');
    const needed = text.lastIndexOf('num=9');
    for (let length = 0; length < needed; length += 97) {
      const isWhole = /\[yolo\](?!.*\[)/s.test(text.slice(0, length)) && /num=9[^[]*$/.test(text.slice(0, length));
      if (!isWhole)
        assert.throws(() => parseNetwork(text.slice(0, length), 'cut.cfg'), { code: 'MODEL_INVALID' }, `${length}`);
    }
  });

  if (hasTestData) {
    it('of the yolov4 family are all understood', async function () {
      for (const name of (await readdir(testData(this, 'cfg'))).filter((file) => file.endsWith('.cfg'))) {
        const network = parseNetwork(await readFile(testData(this, 'cfg', name), 'utf8'), name);
        assert.equal(network.yoloLayers[0]?.classes, 80);
        assert.equal(network.letterbox, /csp|x-mish|p5/.test(name));
      }
    });
  }
});
