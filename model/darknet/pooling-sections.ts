import { type Before, place, previous, strided, strideOf, type Window } from './layer-context.ts';
import type { AvgpoolLayer, LocalAvgpoolLayer, MaxpoolLayer, ReorgLayer, Shape } from './network.ts';
import type { SectionOptions } from './section-options.ts';

/** @see AlexeyAB/darknet, parser.c, parse_maxpool */
export function parseMaxpool(options: SectionOptions, before: Before): MaxpoolLayer {
  return { kind: 'maxpool', ...place(options, before), ...pooling(options, previous(before)) };
}

/** @see AlexeyAB/darknet, parser.c, parse_local_avgpool */
export function parseLocalAvgpool(options: SectionOptions, before: Before): LocalAvgpoolLayer {
  return { kind: 'local_avgpool', ...place(options, before), ...pooling(options, previous(before)) };
}

export function parseAvgpool(options: SectionOptions, before: Before): AvgpoolLayer {
  const { channels } = previous(before);
  return { kind: 'avgpool', ...place(options, before), output: { channels, width: 1, height: 1 } };
}

/** @see AlexeyAB/darknet, reorg_layer.c */
export function parseReorg3d(options: SectionOptions, before: Before): ReorgLayer {
  return {
    kind: 'reorg',
    isReinterpreted: false,
    ...place(options, before),
    ...reorganised(options, previous(before)),
  };
}

/** @see AlexeyAB/darknet, reorg_old_layer.c, which hands `reorg_cpu` the input's shape for the output's */
export function parseReorg(options: SectionOptions, before: Before): ReorgLayer {
  const input = previous(before);
  const reorganisation = reorganised(options, input);
  const pixels = reorganisation.stride ** 2;
  if (input.channels % pixels !== 0) {
    throw options.error('stride', `such that ${input.channels} channels are a multiple of its square`, `${pixels}`);
  }
  return { kind: 'reorg', isReinterpreted: true, ...place(options, before), ...reorganisation };
}

function pooling(options: SectionOptions, input: Shape): Window & { readonly output: Shape } {
  const stride = strideOf(options);
  const size = options.integer('size', { min: 1, fallback: stride });
  const padding = options.integer('padding', { max: 2 * (size - 1), fallback: size - 1 });
  const output = { channels: input.channels, ...strided(options, input, { size, stride, padding }) };
  return { size, stride, padding, output };
}

function reorganised(options: SectionOptions, { channels, width, height }: Shape): { stride: number; output: Shape } {
  const stride = options.integer('stride', { min: 1, max: 1000, fallback: 1 });
  if (width % stride !== 0 || height % stride !== 0) {
    throw options.error('stride', `a divisor of its input's ${width}×${height}`, `${stride}`);
  }
  return { stride, output: { channels: channels * stride ** 2, width: width / stride, height: height / stride } };
}
