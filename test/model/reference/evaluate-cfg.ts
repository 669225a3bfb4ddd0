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
 * @see AlexeyAB/darknet, convolutional_layer.c, batchnorm_layer.c, maxpool_layer.c, route_layer.c, shortcut_layer.c, upsample_layer.c
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
      return upsample(before, numberOf(block, 'stride', 2));
    case 'shortcut':
      return shortcut(block, before, earlier('from'));
    case 'route': {
      const [groups, id] = [numberOf(block, 'groups', 1), numberOf(block, 'group_id', 0)];
      return stacked(earlier('layers').map((stack) => partOf(stack, groups, id)));
    }
    case 'yolo':
      return before;
    default:
      throw new Error(`no layer [${block.name}]`);
  }
}

function convolutional(block: Block, before: PlaneStack, reader: WeightsReader): PlaneStack {
  const [filters, size, groups] = [numberOf(block, 'filters'), numberOf(block, 'size'), numberOf(block, 'groups', 1)];
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

function upsample({ channels, height, width, values }: PlaneStack, factor: number): PlaneStack {
  const [rows, columns] = [height * factor, width * factor];
  const repeated = Float64Array.from({ length: channels * rows * columns }, (_, i) => {
    const [row, column] = [Math.floor(i / columns), i % columns];
    return values[Math.floor(row / factor) * width + Math.floor(column / factor)]!;
  });
  return { channels, height: rows, width: columns, values: repeated };
}

function shortcut(block: Block, before: PlaneStack, others: readonly PlaneStack[]): PlaneStack {
  const values = before.values.map((value, i) => others.reduce((sum, other) => sum + other.values[i]!, value));
  activate(values, block.options.get('activation') ?? 'linear');
  return { ...before, values };
}
