import {
  activationOf,
  type Before,
  PLAIN_ACTIVATIONS,
  place,
  previous,
  references,
  sameSize,
} from './layer-context.ts';
import type { ProductLayer, RouteLayer, Shape, ShortcutLayer, ShortcutWeights } from './network.ts';
import type { SectionOptions } from './section-options.ts';

/** @see AlexeyAB/darknet, parser.c, parse_route */
export function parseRoute(options: SectionOptions, before: Before): RouteLayer {
  const inputs = references(options, 'layers', before);
  const groups = options.integer('groups', { min: 1, fallback: 1 });
  const groupId = options.integer('group_id', { max: groups - 1, fallback: 0 });
  const shapes = inputs.map((index) => before.layers[index]!.output);
  const { width, height } = sameSize(options, 'layers', shapes);
  if (shapes.some(({ channels }) => channels % groups !== 0)) {
    const expected = `a divisor of ${shapes.map(({ channels }) => channels).join(' and ')}`;
    throw options.error('groups', expected, `${groups}`);
  }
  const channels = shapes.reduce((sum, shape) => sum + shape.channels / groups, 0);
  return { kind: 'route', ...place(options, before), inputs, groups, groupId, output: { channels, width, height } };
}

/** @see AlexeyAB/darknet, parser.c, parse_shortcut */
export function parseShortcut(options: SectionOptions, before: Before): ShortcutLayer {
  const { inputs: own } = place(options, before);
  const inputs = [...own, ...references(options, 'from', before)];
  const output = previous(before);
  sameSize(
    options,
    'from',
    inputs.map((index) => before.layers[index]?.output ?? before.image),
  );
  const activation = activationOf(options, 'linear');
  return { kind: 'shortcut', ...place(options, before), inputs, activation, weights: shortcutWeights(options), output };
}

function shortcutWeights(options: SectionOptions): ShortcutWeights | null {
  const type = options.choice('weights_type', ['none', 'per_feature', 'per_layer', 'per_channel'], 'none');
  const normalization = options.choice('weights_normalization', ['none', 'relu', 'avg_relu', 'softmax'], 'none');
  if (type === 'none') return null;
  if (normalization === 'none') {
    throw options.error('weights_normalization', `relu, avg_relu or softmax where there is \`weights_type\``, 'none');
  }
  return { isPerChannel: type === 'per_channel', normalization: normalization === 'softmax' ? 'softmax' : 'relu' };
}

/** @see AlexeyAB/darknet, parser.c, parse_scale_channels; scale_channels_layer.c */
export function parseScaleChannels(options: SectionOptions, before: Before): ProductLayer {
  const isOfPixels = options.flag('scale_wh');
  const factors = previous(before);
  const product = productOf('scale_channels', options, before);
  const { channels, width, height } = product.output;
  const needed = isOfPixels ? { channels: 1, width, height } : { channels, width: 1, height: 1 };
  checkFactors(options, needed, factors);
  return product;
}

/** @see AlexeyAB/darknet, parser.c, parse_sam; sam_layer.c */
export function parseSam(options: SectionOptions, before: Before): ProductLayer {
  const product = productOf('sam', options, before);
  checkFactors(options, product.output, previous(before));
  return product;
}

function productOf(kind: ProductLayer['kind'], options: SectionOptions, before: Before): ProductLayer {
  const [from, ...others] = references(options, 'from', before);
  if (from === undefined || others.length > 0) throw options.error('from', 'one layer', `${others.length + 1}`);
  const { inputs: own, ...where } = place(options, before);
  const activation = activationOf(options, 'linear', PLAIN_ACTIVATIONS);
  return { kind, ...where, inputs: [...own, from], activation, output: before.layers[from]!.output };
}

function checkFactors(options: SectionOptions, needed: Shape, factors: Shape): void {
  const shown = ({ width, height, channels }: Shape) => `${width}×${height}×${channels}`;
  if (shown(needed) === shown(factors)) return;
  throw options.error('from', `a layer that fits factors of ${shown(needed)}`, `factors of ${shown(factors)}`);
}
