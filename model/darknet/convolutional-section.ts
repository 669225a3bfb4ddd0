import { activationOf, type Before, place, previous, strided, strideOf } from './layer-context.ts';
import type { ConvolutionalLayer } from './network.ts';
import type { SectionOptions } from './section-options.ts';

/** @see AlexeyAB/darknet, parser.c, parse_convolutional */
export function parseConvolutional(options: SectionOptions, before: Before): ConvolutionalLayer {
  const input = previous(before);
  const size = options.integer('size', { min: 1, fallback: 1 });
  const stride = strideOf(options);
  const filters = options.integer('filters', { min: 1, fallback: 1 });
  const groups = Math.max(1, options.integer('groups', { fallback: 1 }));
  if (input.channels % groups !== 0 || filters % groups !== 0) {
    throw options.error('groups', `a divisor of ${input.channels} channels and ${filters} filters`, `${groups}`);
  }
  const own = options.integer('padding', { fallback: 0 });
  const padding = options.flag('pad') ? Math.trunc(size / 2) : own;
  const dilation = options.integer('dilation', { min: 1, fallback: 1 });
  if (size > 1 && dilation > 1) throw options.error('dilation', '1, the only value supported', `${dilation}`);
  const [isNormalized, isNormalizedAcrossBatches] = [options.flag('batch_normalize'), options.flag('cbn')];
  return {
    kind: 'convolutional',
    ...place(options, before),
    inputChannels: input.channels,
    size,
    stride,
    padding,
    groups,
    batchNormalize: isNormalized || isNormalizedAcrossBatches,
    activation: activationOf(options, 'logistic'),
    output: { channels: filters, ...strided(options, input, { size, stride, padding: 2 * padding }) },
  };
}
