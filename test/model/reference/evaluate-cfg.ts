import { activate } from './activate.ts';
import { convolve } from './convolve.ts';
import { type PlaneStack, partOf, stacked } from './plane-stack.ts';
import { type Block, numberOf, numbersOf } from './read-cfg.ts';
import { WeightsReader } from './weights-reader.ts';

/** darknet's, under the square root. */
const BATCH_NORM_EPSILON = 1e-5;

/** What stands before a `[yolo]` block, and the block. */
export interface ReferenceHead {
  readonly input: PlaneStack;
  readonly block: Block;
}

/**
 * The heads of a darknet network, worked out in float64 straight from its cfg and weights file: nothing is folded, fused or
 * reordered. It shares no code with the compiler, which is held against it.
 *
 * @param image - `[3, height, width]`, 0..1
 * @see AlexeyAB/darknet, convolutional_layer.c, batchnorm_layer.c, maxpool_layer.c, avgpool_layer.c, reorg_old_layer.c, route_layer.c, shortcut_layer.c, scale_channels_layer.c, sam_layer.c, upsample_layer.c
 */
export function evaluateCfg(blocks: readonly Block[], weights: Uint8Array, image: PlaneStack): ReferenceHead[] {
  const reader = new WeightsReader(weights);
  const done: PlaneStack[] = [];
  const heads: ReferenceHead[] = [];
  for (const block of blocks.slice(1)) {
    const before = done.at(-1) ?? image;
    const earlier = (key: string) => numbersOf(block, key).map((at) => done[at < 0 ? done.length + at : at]!);
    done.push(outputOf(block, before, earlier, reader));
    if (block.name === 'yolo') heads.push({ input: before, block });
  }
  if (reader.bytesLeft !== 0) throw new Error(`${reader.bytesLeft} bytes of weights are left`);
  return heads;
}

function outputOf(
  block: Block,
  before: PlaneStack,
  earlier: (key: string) => PlaneStack[],
  reader: WeightsReader,
): PlaneStack {
  switch (block.name) {
    case 'convolutional':
      return convolutional(block, before, reader);
    case 'maxpool':
      return maxpool(block, before);
    case 'upsample':
      return upsample(before, numberOf(block, 'stride', 2), numberOf(block, 'scale', 1));
    case 'shortcut':
      return shortcut(block, before, earlier('from'), reader);
    case 'route': {
      const [groups, id] = [numberOf(block, 'groups', 1), numberOf(block, 'group_id', 0)];
      return stacked(earlier('layers').map((stack) => partOf(stack, groups, id)));
    }
    case 'local_avgpool':
    case 'local_avg':
      return localAvgpool(block, before);
    case 'avgpool':
      return avgpool(before);
    case 'reorg':
      return reorg(before, numberOf(block, 'stride', 1), { ...before });
    case 'reorg3d': {
      const stride = numberOf(block, 'stride', 1);
      const shape = {
        channels: before.channels * stride ** 2,
        height: before.height / stride,
        width: before.width / stride,
      };
      return reorg(before, stride, shape);
    }
    case 'scale_channels':
    case 'sam':
      return product(block, before, earlier('from')[0]!);
    case 'batchnorm':
      return batchnorm(before, reader);
    case 'activation': {
      const values = before.values.slice();
      activate(values, block.options.get('activation') ?? 'linear');
      return { ...before, values };
    }
    case 'dropout':
    case 'empty':
    case 'silence':
    case 'yolo':
      return before;
    default:
      throw new Error(`no layer [${block.name}]`);
  }
}

function convolutional(block: Block, before: PlaneStack, reader: WeightsReader): PlaneStack {
  const [filters, size, groups] = [
    numberOf(block, 'filters'),
    numberOf(block, 'size', 1),
    numberOf(block, 'groups', 1),
  ];
  const biases = reader.next(filters);
  const isNormalised = numberOf(block, 'batch_normalize', 0) === 1;
  const [scales, means, variances] = isNormalised
    ? [reader.next(filters), reader.next(filters), reader.next(filters)]
    : [];
  const weights = reader.next((filters * before.channels * size * size) / groups);
  const padding = numberOf(block, 'pad', 0) === 1 ? Math.floor(size / 2) : numberOf(block, 'padding', 0);
  const output = convolve(before, { filters, size, stride: numberOf(block, 'stride', 1), padding, groups, weights });
  const plane = output.height * output.width;
  output.values.forEach((sum, i) => {
    const filter = Math.floor(i / plane);
    const normal = scales
      ? ((sum - means![filter]!) / Math.sqrt(variances![filter]! + BATCH_NORM_EPSILON)) * scales[filter]!
      : sum;
    output.values[i] = normal + biases[filter]!;
  });
  activate(output.values, block.options.get('activation')!);
  return output;
}

/** Windows start half of the padding before the edge, rounded down; what lies outside never wins. */
function maxpool(block: Block, { channels, height, width, values }: PlaneStack): PlaneStack {
  const stride = numberOf(block, 'stride', 1);
  const size = numberOf(block, 'size', stride);
  const padding = numberOf(block, 'padding', size - 1);
  const rows = Math.floor((height + padding - size) / stride) + 1;
  const columns = Math.floor((width + padding - size) / stride) + 1;
  const start = -Math.floor(padding / 2);
  const largest = new Float64Array(channels * rows * columns).fill(Number.NEGATIVE_INFINITY);
  largest.forEach((_, i) => {
    const channel = Math.floor(i / (rows * columns));
    const top = start + (Math.floor(i / columns) % rows) * stride;
    const left = start + (i % columns) * stride;
    for (let y = Math.max(0, top); y < Math.min(height, top + size); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, left + size); x++) {
        largest[i] = Math.max(largest[i]!, values[(channel * height + y) * width + x]!);
      }
    }
  });
  return { channels, height: rows, width: columns, values: largest };
}

function upsample({ channels, height, width, values }: PlaneStack, factor: number, scale: number): PlaneStack {
  const [rows, columns] = [height * factor, width * factor];
  const repeated = Float64Array.from({ length: channels * rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return scale * values[Math.floor(row / factor) * width + Math.floor(column / factor)]!;
  });
  return { channels, height: rows, width: columns, values: repeated };
}

/** Values are added by their index in the whole of a layer; one beyond a layer's end adds nothing. */
function shortcut(block: Block, before: PlaneStack, others: readonly PlaneStack[], reader: WeightsReader): PlaneStack {
  const { channels, height, width } = before;
  const inputs = [before, ...others];
  const type = block.options.get('weights_type') ?? 'none';
  const step = type === 'none' ? 0 : type === 'per_channel' ? channels : 1;
  const weights = reader.next(step * inputs.length);
  const isSoft = block.options.get('weights_normalization') === 'softmax';
  const values = before.values.map((_, at) => {
    const channel = step === 1 ? 0 : Math.floor(at / (height * width));
    const own = inputs.map((_, input) => weights[input * step + channel] ?? 0);
    const kept = own.map((w) => (isSoft ? Math.exp(w - Math.max(...own)) : w > 0.001 ? w : 0.001));
    const total = kept.reduce((sum, w) => sum + w, 0.0001);
    return inputs.reduce((sum, { values: added }, input) => {
      return sum + (added[at] ?? 0) * (step === 0 ? 1 : kept[input]! / total);
    }, 0);
  });
  activate(values, block.options.get('activation') ?? 'linear');
  return { ...before, values };
}

/** What lies outside is not counted. */
function localAvgpool(block: Block, { channels, height, width, values }: PlaneStack): PlaneStack {
  const stride = numberOf(block, 'stride', 1);
  const size = numberOf(block, 'size', stride);
  const padding = numberOf(block, 'padding', size - 1);
  const rows = Math.floor((height + padding - size) / stride) + 1;
  const columns = Math.floor((width + padding - size) / stride) + 1;
  const start = -Math.floor(padding / 2);
  const means = Float64Array.from({ length: channels * rows * columns }, (_, i) => {
    const channel = Math.floor(i / (rows * columns));
    const top = start + (Math.floor(i / columns) % rows) * stride;
    const left = start + (i % columns) * stride;
    let [sum, count] = [0, 0];
    for (let y = Math.max(0, top); y < Math.min(height, top + size); y++) {
      for (let x = Math.max(0, left); x < Math.min(width, left + size); x++) {
        sum += values[(channel * height + y) * width + x]!;
        count++;
      }
    }
    return sum / count;
  });
  return { channels, height: rows, width: columns, values: means };
}

function avgpool({ channels, height, width, values }: PlaneStack): PlaneStack {
  const area = height * width;
  const means = Float64Array.from({ length: channels }, (_, channel) => {
    return values.subarray(channel * area, (channel + 1) * area).reduce((sum, value) => sum + value, 0) / area;
  });
  return { channels, height: 1, width: 1, values: means };
}

/**
 * darknet's own loop. @see AlexeyAB/darknet, blas.c, reorg_cpu
 *
 * @param shape - that the loop is given for the output's: of `[reorg]` it is the input's
 */
function reorg(before: PlaneStack, stride: number, shape: Omit<PlaneStack, 'values'>): PlaneStack {
  const { channels, height, width } = shape;
  const inputChannels = channels / stride ** 2;
  const values = new Float64Array(before.values.length);
  for (let k = 0; k < channels; k++) {
    for (let j = 0; j < height; j++) {
      for (let i = 0; i < width; i++) {
        const offset = Math.floor(k / inputChannels);
        const column = i * stride + (offset % stride);
        const row = j * stride + Math.floor(offset / stride);
        const from = column + width * stride * (row + height * stride * (k % inputChannels));
        values[i + width * (j + height * k)] = before.values[from]!;
      }
    }
  }
  const { channels: c, height: h, width: w } = before;
  return { channels: c * stride ** 2, height: h / stride, width: w / stride, values };
}

/** `scale_channels` and `sam`. */
function product(block: Block, factors: PlaneStack, scaled: PlaneStack): PlaneStack {
  const area = scaled.height * scaled.width;
  const values = scaled.values.map((value, i) => {
    if (factors.values.length === scaled.values.length) return value * factors.values[i]!;
    return value * factors.values[numberOf(block, 'scale_wh', 0) === 1 ? i % area : Math.floor(i / area)]!;
  });
  activate(values, block.options.get('activation') ?? 'linear');
  return { ...scaled, values };
}

function batchnorm(before: PlaneStack, reader: WeightsReader): PlaneStack {
  const { channels, height, width } = before;
  const [biases, scales, means, variances] = [0, 1, 2, 3].map(() => reader.next(channels));
  const values = before.values.map((value, i) => {
    const channel = Math.floor(i / (height * width));
    const normal = (value - means![channel]!) / Math.sqrt(variances![channel]! + BATCH_NORM_EPSILON);
    return normal * scales![channel]! + biases![channel]!;
  });
  return { ...before, values };
}
