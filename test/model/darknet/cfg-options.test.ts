import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { parseNetwork } from '../../../model/darknet/parse-network.ts';
import { hasTestData, testData } from '../../fixtures/data.ts';

/** One of each section; an option to be tried goes right behind its section's name. */
const CFG = `[net]
width=64
height=64
[convolutional]
filters=8
size=3
pad=1
activation=leaky
[maxpool]
size=2
stride=2
[route]
layers=-1
[shortcut]
from=-1
[upsample]
stride=1
[dropout]
[empty]
[local_avgpool]
size=3
[reorg]
stride=2
[reorg3d]
stride=2
[activation]
[batchnorm]
[sam]
from=-2
[avgpool]
[scale_channels]
from=-2
[convolutional]
filters=14
activation=linear
[yolo]
classes=2
num=2
anchors=1,2, 3,4`;

const parse = (text: string) => parseNetwork(text, 'a.cfg');
const withOption = (section: string, option: string) => CFG.replace(`[${section}]`, `[${section}]\n${option}`);

/** Options of darknet's parser by section: those that any value leaves the answer as it was. */
const INERT: Readonly<Record<string, string>> = {
  net: `batch=64 subdivisions=16 max_batches=500500 learning_rate=0.001 learning_rate_min=.00001 sgdr_cycle=1000 sgdr_mult=2
    momentum=.9 decay=.0005 time_steps=4 track=1 augment_speed=3 sequential_subdivisions=8 try_fix_nan=1
    weights_reject_freq=1001 equidistant_point=1000 badlabels_rejection_percentage=0.2 num_sigmas_reject_badlabels=3
    ema_alpha=0.9998 use_cuda_graph=1 loss_scale=128 dynamic_minibatch=1 optimized_memory=3 workspace_size_limit_MB=8000
    adam=1 B1=0.9 B2=0.999 eps=0.000001 inputs=256 max_crop=448 min_crop=128 flip=0 blur=1 gaussian_noise=1 mixup=4
    cutmix=1 mosaic=1 mosaic_bound=1 contrastive=1 contrastive_jit_flip=1 contrastive_color=1 unsupervised=1
    label_smooth_eps=.1 resize_step=32 attention=1 adversarial_lr=1 max_chart_loss=10 angle=7 aspect=.75 saturation=1.5
    exposure=1.5 hue=.1 power=4 policy=sgdr burn_in=1000 step=1 scale=1 steps=400,450 scales=.1,.1 seq_scales=.5,.5
    gamma=.5 show_receptive_field=1 channels=3 letter_box=0`,
  convolutional: `stride_x=1 stride_y=1 dilation=1 antialiasing=0 padding=9 assisted_excitation=4000
    share_index=-1000000000 cbn=0 binary=0 xnor=0 bin_output=1 sway=0 rotate=0 stretch=0 stretch_sway=0 flipped=0 dot=1
    angle=20 grad_centr=1 reverse=1 coordconv=0 stream=1 wait_stream=2 groups=1 batch_normalize=0 clip=1 onlyforward=1
    dont_update=1 burnin_update=2 stopbackward=1 train_only_bn=1 dontload=0 dontloadscales=0 learning_rate=.1`,
  maxpool: `stride_x=2 stride_y=2 padding=1 maxpool_depth=0 out_channels=4 antialiasing=0 maxpool_zero_nonmax=0
    stopbackward=1 dontload=0`,
  route: 'groups=1 group_id=0 stream=1 wait_stream=2 stopbackward=1',
  shortcut: 'activation=linear stopbackward=1 weights_type=none weights_normalization=none',
  local_avgpool: 'stride=1 stride_x=1 stride_y=1 padding=2 stopbackward=1 dontload=0',
  avgpool: 'stopbackward=1 dontload=0',
  reorg: 'reverse=0 stopbackward=1',
  reorg3d: 'reverse=0 stopbackward=1',
  activation: 'activation=linear stopbackward=1',
  batchnorm: 'stopbackward=1 train_only_bn=1 dontload=0',
  scale_channels: 'activation=linear scale_wh=0 stopbackward=1',
  sam: 'activation=linear stopbackward=1',
  empty: 'stopbackward=1',
  upsample: 'scale=1 stopbackward=1',
  dropout: 'probability=.5 dropblock=1 dropblock_size_rel=.1 dropblock_size_abs=7',
  yolo: `mask=0,1 max=300 show_details=0 max_delta=5 counters_per_class=10,20 label_smooth_eps=.1 scale_x_y=1
    objectness_smooth=1 new_coords=0 iou_normalizer=.07 obj_normalizer=.4 cls_normalizer=.5 delta_normalizer=2
    iou_loss=ciou iou_thresh_kind=diou beta_nms=.9 nms_kind=default jitter=.3 resize=1.5 focal_loss=1 ignore_thresh=.7
    truth_thresh=1 iou_thresh=.2 random=1 track_history_size=5 sim_thresh=1 dets_for_track=1 dets_for_show=1
    track_ciou_norm=.01 embedding_layer=-3 map=a.map`,
};

/** Those that change the answer at any other value than darknet's default, and are not supported. */
const REFUSED: readonly (readonly [section: string, option: string, expected: RegExp])[] = [
  ['net', 'channels=1', /`channels` .* 3\.\.3, got `1`/],
  ['convolutional', 'dilation=2', /`dilation` .* 1, the only value supported, got `2`/],
  ['convolutional', 'antialiasing=1', /`antialiasing` .* 0, the only value supported/],
  ['convolutional', 'xnor=1', /`xnor` .* 0, the only value/],
  ['convolutional', 'binary=1', /`binary` .* 0, the only value/],
  ['convolutional', 'sway=1', /`sway` .* 0, the only value/],
  ['convolutional', 'rotate=1', /`rotate` .* 0, the only value/],
  ['convolutional', 'stretch=1', /`stretch` .* 0, the only value/],
  ['convolutional', 'stretch_sway=1', /`stretch_sway` .* 0, the only value/],
  ['convolutional', 'flipped=1', /`flipped` .* 0, the only value/],
  ['convolutional', 'coordconv=1', /`coordconv` .* 0, the only value/],
  ['convolutional', 'share_index=-1', /`share_index` .*, got `-1`/],
  ['convolutional', 'stride_x=2', /`stride_x` .* the same as down, 1, got `2`/],
  ['convolutional', 'dontload=1', /`dontload` .* 0, the only value/],
  ['convolutional', 'dontloadscales=1', /`dontloadscales` .* 0, the only value/],
  ['maxpool', 'maxpool_depth=1', /`maxpool_depth` .* 0, the only value/],
  ['maxpool', 'antialiasing=2', /`antialiasing` .* 0, the only value/],
  ['maxpool', 'maxpool_zero_nonmax=1', /`maxpool_zero_nonmax` .* 0, the only value/],
  ['maxpool', 'stride_y=1', /`stride_x` .* the same as down, 1, got `2`/],
  ['upsample', 'stride=-2', /`stride` .* got `-2`/],
  ['reorg', 'reverse=1', /`reverse` .* 0, the only value/],
  ['reorg3d', 'reverse=1', /`reverse` .* 0, the only value/],
  ['reorg', 'stride=4', /`stride` .* such that 8 channels are a multiple of its square, got `16`/],
  ['reorg3d', 'stride=3', /`stride` .* a divisor of its input's 16×16, got `3`/],
  ['batchnorm', 'dontload=1', /`dontload` .* 0, the only value/],
  ['activation', 'activation=mish', /`activation` of \[activation\] to be one of linear, [^m]*, got `mish`/],
  ['sam', 'activation=swish', /`activation` of \[sam\] .*, got `swish`/],
  ['sam', 'from=-4', /`from` .* a layer that fits factors of 16×16×32, got `factors of 8×8×128`/],
  ['sam', 'from=-1,-2', /`from` .* one layer, got `2`/],
  ['scale_channels', 'activation=mish', /`activation` of \[scale_channels\] .*, got `mish`/],
  ['scale_channels', 'scale_wh=1', /`from` .* a layer that fits factors of 8×8×1, got `factors of 1×1×128`/],
  ['scale_channels', 'from=-6', /`from` .* a layer that fits factors of 1×1×32, got `factors of 1×1×128`/],
  ['shortcut', 'weights_type=per_channel', /`weights_normalization` .* relu, avg_relu or softmax .* got `none`/],
  ['shortcut', 'weights_type=per_pixel', /`weights_type` .* got `per_pixel`/],
  ['yolo', 'nms_kind=cornersnms', /`nms_kind` .* got `cornersnms`/],
];

describe('options of darknet that do not change the answer', () => {
  const expected = withoutLines(parse(CFG));
  for (const [section, options] of Object.entries(INERT)) {
    for (const option of options.trim().split(/\s+/)) {
      it(`are accepted: [${section}] ${option}`, () => {
        assert.deepEqual(withoutLines(parse(withOption(section, option))), expected);
      });
    }
  }

  it('are accepted more than once', () => {
    assert.ok(parse(withOption('net', 'batch=1\nbatch=64')));
    assert.ok(parse(withOption('maxpool', 'size=2')));
  });
});

describe('options that change the answer', () => {
  for (const [section, option, message] of REFUSED) {
    it(`are refused where they are not supported: [${section}] ${option}`, () => {
      const [key] = option.split('=');
      const text = withOption(section, option).replace(new RegExp(`(${option}\n[^[]*)\n${key}=.*`), '$1');
      assert.throws(() => parse(text), { code: 'MODEL_INVALID', message });
    });
  }

  it('are refused when darknet does not know them', () => {
    assert.throws(() => parse(withOption('maxpool', 'pad=1')), {
      message: /line 10: expected an option that darknet knows in \[maxpool\], got `pad=1`/,
    });
  });
});

describe('what darknet takes for granted', () => {
  const minimal = (section: string, rest = '') => parse(`[net]\nwidth=8\nheight=8\n[${section}]\n${rest}`);

  it('is one filter of one pixel with a logistic activation', () => {
    const { layers } = minimal('convolutional', '[convolutional]\nfilters=6\n[yolo]\nclasses=1\nanchors=1,1');
    const [first] = layers;
    assert.ok(first?.kind === 'convolutional');
    assert.deepEqual([first.size, first.stride, first.activation, first.output.channels], [1, 1, 'logistic', 1]);
  });

  it('is a head of 20 classes, all anchors, half a pixel each', () => {
    const { yoloLayers } = minimal('convolutional', 'filters=50\n[yolo]\nnum=2');
    assert.equal(yoloLayers[0]?.classes, 20);
    assert.deepEqual(yoloLayers[0]?.anchors, Array(2).fill([0.5, 0.5]));
  });

  it('is that anchors beyond `num` are not used', () => {
    const { yoloLayers } = minimal('convolutional', 'filters=6\n[yolo]\nclasses=1\nanchors=1,2, 3,4');
    assert.deepEqual(yoloLayers[0]?.anchors, [[1, 2]]);
  });

  it('is that any number but 0 switches on', () => {
    const { layers } = minimal('convolutional', 'filters=6\nsize=3\npad=2\ncbn=1\n[yolo]\nclasses=1\nanchors=1,2');
    const [first] = layers;
    assert.ok(first?.kind === 'convolutional');
    assert.deepEqual([first.padding, first.batchNormalize], [1, true]);
  });
});

describe('names of sections', () => {
  const aliases = [
    ['net', 'network'],
    ['convolutional', 'conv'],
    ['maxpool', 'max'],
    ['local_avgpool', 'local_avg'],
    ['avgpool', 'avg'],
    ['empty', 'silence'],
  ] as const;
  for (const [name, alias] of aliases) {
    it(`may be darknet's others: [${alias}]`, () => {
      const text = CFG.replaceAll(`[${name}]`, `[${alias}]`);
      assert.notEqual(text, CFG);
      assert.deepEqual(withoutLines(parse(text)), withoutLines(parse(CFG)));
    });
  }

  const unsupported =
    'region detection Gaussian_yolo contrastive cost softmax soft crop connected conn local normalization lrn implicit rnn crnn gru lstm conv_lstm history';
  for (const name of unsupported.split(' ')) {
    it(`of darknet that cannot be run are refused as such: [${name}]`, () => {
      assert.throws(() => parse(CFG.replace('[dropout]', `[${name}]`)), {
        code: 'MODEL_INVALID',
        message: /line 18: expected of darknet's sections one that framefleet can run among \[convolutional\], /,
      });
    });
  }
});

describe('cfgs that darknet reads', () => {
  for (const name of hasTestData ? ['cfg-sgdr', 'cfg-network', 'cfg-nomask'] : []) {
    it(`are read: ${name}`, async function () {
      const text = await readFile(testData(this, 'cases', name, 'x.cfg'), 'utf8');
      assert.equal(parse(text).yoloLayers[0]?.anchors.length, 3);
    });
  }
});

function withoutLines(network: ReturnType<typeof parse>) {
  return network.layers.map((layer) => ({ ...layer, line: 0 }));
}
