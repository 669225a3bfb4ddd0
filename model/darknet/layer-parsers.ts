import { parseConvolutional } from './convolutional-section.ts';
import { activationOf, type LayerParser, PLAIN_ACTIVATIONS, place, previous } from './layer-context.ts';
import { parseRoute, parseSam, parseScaleChannels, parseShortcut } from './merge-sections.ts';
import { parseAvgpool, parseLocalAvgpool, parseMaxpool, parseReorg, parseReorg3d } from './pooling-sections.ts';
import { parseYolo } from './yolo-section.ts';

/** One parser a section name. */
export const LAYER_PARSERS: Readonly<Record<string, LayerParser>> = {
  convolutional: parseConvolutional,
  maxpool: parseMaxpool,
  local_avgpool: parseLocalAvgpool,
  avgpool: parseAvgpool,
  reorg: parseReorg,
  reorg3d: parseReorg3d,
  route: parseRoute,
  shortcut: parseShortcut,
  scale_channels: parseScaleChannels,
  sam: parseSam,

  upsample(options, before) {
    const stride = options.integer('stride', { min: 1, fallback: 2 });
    const scale = options.decimal('scale', 1);
    const { channels, width, height } = previous(before);
    const output = { channels, width: width * stride, height: height * stride };
    return { kind: 'upsample', ...place(options, before), stride, scale, output };
  },

  activation(options, before) {
    const activation = activationOf(options, 'linear', PLAIN_ACTIVATIONS);
    return { kind: 'activation', ...place(options, before), activation, output: previous(before) };
  },

  batchnorm(options, before) {
    return { kind: 'batchnorm', ...place(options, before), output: previous(before) };
  },

  dropout(options, before) {
    return { kind: 'dropout', ...place(options, before), output: previous(before) };
  },

  empty(options, before) {
    return { kind: 'empty', ...place(options, before), output: previous(before) };
  },

  yolo(options, before) {
    return { ...parseYolo(options, previous(before)), ...place(options, before), output: previous(before) };
  },
};
