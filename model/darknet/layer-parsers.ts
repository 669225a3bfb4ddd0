import { invalid } from './cfg-sections.ts';
import { ACTIVATIONS, type ActivationName, type Layer, type Shape } from './network.ts';
import type { SectionOptions } from './section-options.ts';
import { parseYolo } from './yolo-section.ts';

/** What stands before the section that is parsed. */
export interface Before {
  readonly image: Shape;
  readonly layers: readonly Layer[];
}

type LayerParser = (options: SectionOptions, before: Before) => Layer;

/** One parser a section name; each asks for every option that changes the answer. */
export const LAYER_PARSERS: Readonly<Record<string, LayerParser>> = {
  convolutional(options, before) {
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
    const isNormalized = [options.flag('batch_normalize'), options.flag('cbn')].includes(true);
    return {
      kind: 'convolutional',
      ...place(options, before),
      inputChannels: input.channels,
      size,
      stride,
      padding,
      groups,
      batchNormalize: isNormalized,
      activation: activationOf(options, 'logistic'),
      output: { channels: filters, ...strided(options, input, { size, stride, padding: 2 * padding }) },
    };
  },

  maxpool(options, before) {
    const input = previous(before);
    const stride = strideOf(options);
    const size = options.integer('size', { min: 1, fallback: stride });
    const padding = options.integer('padding', { max: 2 * (size - 1), fallback: size - 1 });
    const output = { channels: input.channels, ...strided(options, input, { size, stride, padding }) };
    return { kind: 'maxpool', ...place(options, before), size, stride, padding, output };
  },

  route(options, before) {
    const inputs = references(options, 'layers', before);
    const groups = options.integer('groups', { min: 1, fallback: 1 });
    const groupId = options.integer('group_id', { max: groups - 1, fallback: 0 });
    const shapes = inputs.map((index) => before.layers[index]!.output);
    const { width, height } = sameSize(options, 'layers', shapes);
    if (shapes.some(({ channels }) => channels % groups !== 0)) {
      throw options.error(
        'groups',
        `a divisor of ${shapes.map(({ channels }) => channels).join(' and ')}`,
        `${groups}`,
      );
    }
    const channels = shapes.reduce((sum, shape) => sum + shape.channels / groups, 0);
    return { kind: 'route', ...place(options, before), inputs, groups, groupId, output: { channels, width, height } };
  },

  shortcut(options, before) {
    const { inputs: own } = place(options, before);
    const inputs = [...own, ...references(options, 'from', before)];
    const output = previous(before);
    const shapes = inputs.map((index) => before.layers[index]?.output ?? before.image);
    sameSize(options, 'from', shapes);
    const other = shapes.find(({ channels }) => channels !== output.channels);
    if (other) throw options.error('from', `layers of ${output.channels} channels`, `${other.channels} channels`);
    const activation = activationOf(options, 'linear');
    options.choice('weights_type', ['none'], 'none');
    options.choice('weights_normalization', ['none'], 'none');
    return { kind: 'shortcut', ...place(options, before), inputs, activation, output };
  },

  upsample(options, before) {
    const stride = options.integer('stride', { min: 1, fallback: 2 });
    const { channels, width, height } = previous(before);
    const output = { channels, width: width * stride, height: height * stride };
    return { kind: 'upsample', ...place(options, before), stride, output };
  },

  dropout(options, before) {
    return { kind: 'dropout', ...place(options, before), output: previous(before) };
  },

  yolo(options, before) {
    return { ...parseYolo(options, previous(before)), ...place(options, before), output: previous(before) };
  },
};

/** `stride_x` and `stride_y` go before `stride`; they must be the same. */
function strideOf(options: SectionOptions): number {
  const stride = options.integer('stride', { min: 1, fallback: 1 });
  const across = options.integer('stride_x', { min: 1, fallback: stride });
  const down = options.integer('stride_y', { min: 1, fallback: stride });
  if (across !== down) throw options.error('stride_x', `the same as down, ${down}`, `${across}`);
  return across;
}

function activationOf(options: SectionOptions, fallback: ActivationName): ActivationName {
  const name = options.choice('activation', [...ACTIVATIONS, 'revleaky'], fallback);
  return name === 'revleaky' ? 'leaky' : name;
}

function place(
  options: SectionOptions,
  { layers }: Before,
): { index: number; line: number; inputs: readonly number[] } {
  return { index: layers.length, line: options.section.line, inputs: [layers.length - 1] };
}

function previous({ image, layers }: Before): Shape {
  return layers.at(-1)?.output ?? image;
}

function references(options: SectionOptions, key: string, { layers }: Before): number[] {
  return options.integers(key).map((reference) => {
    const index = reference < 0 ? layers.length + reference : reference;
    const layer = layers[index];
    if (!layer || layer.kind === 'yolo') {
      throw options.error(key, `layers before this one (0..${layers.length - 1}), none of them [yolo]`, `${reference}`);
    }
    return index;
  });
}

function sameSize(options: SectionOptions, key: string, shapes: readonly Shape[]): Shape {
  const [first] = shapes;
  if (!first) throw options.error(key, 'at least one layer', 'none');
  const other = shapes.find(({ width, height }) => width !== first.width || height !== first.height);
  if (other) {
    throw options.error(key, `layers of ${first.width}×${first.height}`, `${other.width}×${other.height}`);
  }
  return first;
}

function strided(
  options: SectionOptions,
  input: Shape,
  window: { readonly size: number; readonly stride: number; readonly padding: number },
): { width: number; height: number } {
  const cells = (pixels: number) => Math.trunc((pixels + window.padding - window.size) / window.stride) + 1;
  if (Math.min(input.width, input.height) + window.padding < window.size) {
    throw invalid(
      options.file,
      options.section.line,
      `[${options.section.name}] to fit its input of ${input.width}×${input.height}`,
      `size ${window.size}`,
    );
  }
  return { width: cells(input.width), height: cells(input.height) };
}
